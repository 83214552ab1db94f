import type { StepStatus } from '../../../../shared/model/release.ts';
import type { StepKind } from '../../../../shared/model/run.ts';
import { stepStateLabel } from '../../../../shared/model/status.ts';
import { serverNow } from '../../api/serverClock.ts';
import { StatusPill, toneOf } from '../../components/StatusPill.tsx';
import { Tooltip } from '../../components/Tooltip.tsx';
import { formatDuration } from '../../format/time.ts';
import { useNow } from '../../hooks/useNow.ts';
import { formatRoute } from '../../navigation.ts';
import styles from './StepIndicator.module.css';

interface StepIndicatorProps {
  name: 'Software' | 'Instance';
  step: StepKind;
  status: StepStatus | undefined;
}

/** How the software or the instance of the release is: shape, word, time; a link to its log. */
export function StepIndicator({ name, step, status }: StepIndicatorProps) {
  const state = status?.state ?? 'idle';
  const label = stepStateLabel[state];
  const content = (
    <>
      <span className={styles.name}>{name}</span>
      <span role="status" aria-label={name} className={styles.status}>
        <StatusPill tone={toneOf(state)}>{label}</StatusPill>
      </span>
      <Elapsed status={status} />
    </>
  );
  const tooltip =
    status?.reason ?? (status?.run === undefined ? `${name}: ${label}` : `Log of run ${status.run}`);
  return (
    <Tooltip text={tooltip}>
      {status?.run === undefined ? (
        <span className={styles.indicator}>{content}</span>
      ) : (
        <a className={styles.indicator} href={formatRoute({ page: 'logs', run: status.run, step })}>
          {content}
        </a>
      )}
    </Tooltip>
  );
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
