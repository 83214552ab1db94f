import { clsx } from 'clsx';
import type { RunStep } from '../../../shared/runs.ts';
import { formatPart, formatTimeLeft, shareDone } from '../core/format/progress.ts';
import { formatDuration } from '../../../shared/core/duration.ts';
import { useServerNow } from '../core/hooks/useServerNow.ts';
import styles from './StepProgressLine.module.css';

/** Where a running step is: its part, how long it has run, how long it still takes. Nothing for one that is over. */
export function StepProgressLine({ step, className }: { step: RunStep; className?: string | undefined }) {
  const running = step.state === 'running';
  const now = useServerNow(running ? 1000 : undefined);
  if (!running || step.startedAt === undefined) return undefined;
  const left = formatTimeLeft(step, now);
  return (
    <div className={clsx(styles.line, className)}>
      <StepProgressBar step={step} now={now} />
      <span className={clsx('truncate', styles.part)}>
        {step.progress ? formatPart(step.progress) : 'Getting ready'}
      </span>
      <span className={styles.time}>{formatDuration(now - Date.parse(step.startedAt))}</span>
      <span className={styles.left}>{left ?? ''}</span>
    </div>
  );
}

/** The same as a bar, for places that have words of their own; it is decoration. */
function StepProgressBar({ step, now }: { step: RunStep; now: number }) {
  const share = shareDone(step, now);
  return (
    <span className={styles.bar} data-known={share !== undefined} aria-hidden="true">
      <span style={{ width: `${(share ?? 0.3) * 100}%` }} />
    </span>
  );
}
