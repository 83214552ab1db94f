import { Popover } from 'radix-ui';
import { lazy, Suspense, useState } from 'react';
import type { StepStatus } from '../../../../../shared/releases.ts';
import type { RunStep, StepKind } from '../../../../../shared/runs.ts';
import { stepStateLabel, stepReason } from '../../../../../shared/status.ts';
import { serverNow } from '../../../core/api/serverClock.ts';
import { menuContainer } from '../../../components/Menu.tsx';
import { Spinner } from '../../../components/Spinner.tsx';
import { StatusPill, toneOf } from '../../../components/StatusPill.tsx';
import { Tooltip } from '../../../components/Tooltip.tsx';
import { formatPart, formatTimeLeft, shareDone } from '../../../core/format/progress.ts';
import { stepWords } from '../../../../../shared/jobs.ts';
import { formatDuration } from '../../../../../shared/core/duration.ts';
import { useNow } from '../../../core/hooks/useNow.ts';
import { useRunsStore } from '../model/runsStore.ts';
import { useIdlePreload } from '../../../core/hooks/useIdlePreload.ts';
import styles from './StepIndicator.module.css';

const loadDetails = () => import('../StatusDetails.tsx');
const preloads = [loadDetails];
const StatusDetails = lazy(async () => ({ default: (await loadDetails()).StatusDetails }));

interface StepIndicatorProps {
  step: StepKind;
  status: StepStatus | undefined;
}

/** How the software or the instance is: shape, word, time; pressed, it tells more. */
export function StepIndicator({ step, status }: StepIndicatorProps) {
  const [open, setOpen] = useState(false);
  useIdlePreload(preloads);
  const name = stepWords[step];
  const state = status?.state ?? 'idle';
  const running = useRunningStep(step, status);
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <div className={styles.indicator}>
        <span className={styles.name}>{name}</span>
        <span role="status" aria-label={name} className={styles.status}>
          <StatusPill tone={toneOf(state)}>{stepStateLabel[state]}</StatusPill>
        </span>
        <Elapsed status={status} />
        {running && <ProgressLine step={running} />}
        {/* Above what it is about, not around it: a button would hide the live region in it. */}
        <Tooltip text={<Hint name={name} status={status} step={running} />}>
          <Popover.Trigger className={styles.press} aria-label={`${name} details`} />
        </Tooltip>
      </div>
      <Popover.Portal container={menuContainer()}>
        <Popover.Content
          className={styles.details}
          align="end"
          sideOffset={6}
          collisionPadding={8}
          aria-label={`${name} details`}
        >
          <Suspense fallback={<Spinner size={16} />}>
            <StatusDetails step={step} onLeave={() => setOpen(false)} />
          </Suspense>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

/** The step that the status is about, while it runs. */
function useRunningStep(kind: StepKind, status: StepStatus | undefined): RunStep | undefined {
  return useRunsStore(({ runs }) =>
    status?.state === 'running'
      ? runs?.find(({ id }) => id === status.run)?.steps.find((step) => step.kind === kind)
      : undefined,
  );
}

interface HintProps {
  name: string;
  status: StepStatus | undefined;
  step: RunStep | undefined;
}

function Hint({ name, status, step }: HintProps) {
  useNow(step ? 1000 : undefined);
  const left = step && formatTimeLeft(step, serverNow());
  if (step?.progress) return `${formatPart(step.progress)}${left === undefined ? '' : `, ${left}`}`;
  return left ?? (status && stepReason(status)) ?? `${name}: ${stepStateLabel[status?.state ?? 'idle']}`;
}

/** Beside the live region, not in it: a screen reader must not hear every tenth of a second. */
function Elapsed({ status }: { status: StepStatus | undefined }) {
  const running = status?.state === 'running';
  useNow(running ? 100 : undefined);
  const elapsed =
    running && status.startedAt !== undefined
      ? serverNow() - Date.parse(status.startedAt)
      : status?.durationMs;
  return (
    <span className={styles.elapsed} aria-hidden="true">
      {elapsed !== undefined && status?.state !== 'queued' && formatDuration(elapsed)}
    </span>
  );
}

/** How far it is by earlier runs, as a thin line below. */
function ProgressLine({ step }: { step: RunStep }) {
  useNow(500);
  const share = shareDone(step, serverNow());
  if (share === undefined) return undefined;
  return <span className={styles.progress} style={{ transform: `scaleX(${share})` }} aria-hidden="true" />;
}
