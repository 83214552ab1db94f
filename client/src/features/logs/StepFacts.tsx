import { RelativeTime } from '../../components/RelativeTime.tsx';
import { RunDuration } from '../../components/RunDuration.tsx';
import { StepProgressLine } from '../../components/StepProgressLine.tsx';
import type { RunStep } from '../../../../shared/runs.ts';
import styles from './LogsPage.module.css';

/** Exit codes of slapgrid that mean more than failure. */
const exitWords: Readonly<Record<number, string>> = {
  2: 'a promise failed',
  10: 'another slapos command holds the lock',
};

/** When a step began, how long it took, and its exit code where that is news. */
export function StepFacts({ step }: { step: RunStep }) {
  const { exitCode, startedAt } = step;
  return (
    <span className={styles.facts}>
      {startedAt !== undefined && (
        <span>
          Started <RelativeTime date={startedAt} />
        </span>
      )}
      {step.state === 'running' ? <StepProgressLine step={step} /> : <RunDuration steps={[step]} />}
      {exitCode !== undefined && (
        <span className="tabular">
          Exit code {exitCode}
          {exitWords[exitCode] !== undefined && ` (${exitWords[exitCode]})`}
        </span>
      )}
    </span>
  );
}
