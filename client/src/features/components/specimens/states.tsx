import { FileText } from 'lucide-react';
import { stepStateLabel, StepState } from '../../../../../shared/status.ts';
import type { RunStep } from '../../../../../shared/runs.ts';
import { Button } from '../../../components/Button.tsx';
import { EmptyState } from '../../../components/EmptyState.tsx';
import { ErrorBoundary } from '../../../components/ErrorBoundary.tsx';
import { RelativeTime } from '../../../components/RelativeTime.tsx';
import { RunDuration } from '../../../components/RunDuration.tsx';
import { Spinner } from '../../../components/Spinner.tsx';
import { StateIcon, type Tone } from '../../../components/StateIcon.tsx';
import { StatusPill, toneOf } from '../../../components/StatusPill.tsx';
import { StepProgressLine } from '../../../components/StepProgressLine.tsx';
import { StepReason } from '../../../components/StepReason.tsx';
import { Waiting } from '../../../components/Waiting.tsx';
import type { Specimens } from '../specimen.ts';
import styles from './Specimens.module.css';

const tones: readonly Tone[] = ['ok', 'warn', 'bad', 'busy', 'waiting', 'stale', 'stopped', 'none'];

const ago = (ms: number): string => new Date(Date.now() - ms).toISOString();
const minute = 60_000;

const running = (changes: Partial<RunStep>): RunStep => ({
  kind: 'software',
  state: 'running',
  startedAt: ago(6000),
  logSize: 0,
  ...changes,
});

const part = { part: 'helloweb-go', index: 8, total: 12 };

function Broken(): never {
  throw new Error('A specimen of a fault');
}

/** What says how something is. */
export const states: Specimens = {
  'Spinner.tsx': {
    Sizes: () => (
      <div className={styles.line}>
        <Spinner />
        <Spinner size={16} />
      </div>
    ),
  },
  'StateIcon.tsx': {
    Tones: () => (
      <div className={styles.line}>
        {tones.map((tone) => (
          <StateIcon key={tone} tone={tone} />
        ))}
      </div>
    ),
  },
  'StatusPill.tsx': {
    'States of a step': () => (
      <div className={styles.line}>
        {StepState.options.map((state) => (
          <StatusPill key={state} tone={toneOf(state)}>
            {stepStateLabel[state]}
          </StatusPill>
        ))}
      </div>
    ),
  },
  'StepProgressLine.tsx': {
    'Getting ready': () => <StepProgressLine step={running({})} />,
    'Reading profiles': () => (
      <StepProgressLine step={running({ progress: { part: '', index: 0, total: 0, reading: 63 } })} />
    ),
    'At a part': () => <StepProgressLine step={running({ progress: part })} />,
    'With an earlier run': () => <StepProgressLine step={running({ progress: part, expectedMs: 15_000 })} />,
  },
  'StepReason.tsx': {
    Plain: () => <StepReason>Run 5 has built the release from other files.</StepReason>,
    Failed: () => <StepReason state="failed">MD5 checksum mismatch for local resource</StepReason>,
    'Promise failed': () => <StepReason state="promiseFailed">web.py: no answer</StepReason>,
  },
  'RunDuration.tsx': {
    Over: () => <RunDuration steps={[running({ state: 'completed', durationMs: 2100 })]} />,
    Counting: () => <RunDuration steps={[running({})]} />,
  },
  'RelativeTime.tsx': {
    'Just now': () => <RelativeTime date={ago(0)} />,
    'Minutes ago': () => <RelativeTime date={ago(2 * minute)} />,
    'Days ago': () => <RelativeTime date={ago(4320 * minute)} />,
  },
  'Waiting.tsx': { Plain: () => <Waiting>Loading the runs …</Waiting> },
  'EmptyState.tsx': {
    'One sentence': () => <EmptyState title="No run yet" />,
    'With an action': () => (
      <EmptyState
        icon={<FileText size={24} />}
        title="No file is open"
        action={<Button look="primary">Go to file</Button>}
      >
        Choose one from the tree, or find it by its name.
      </EmptyState>
    ),
  },
  'ErrorBoundary.tsx': {
    'After a fault': () => (
      <ErrorBoundary what="The specimen">
        <Broken />
      </ErrorBoundary>
    ),
  },
};
