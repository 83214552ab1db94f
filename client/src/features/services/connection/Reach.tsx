import { StatusPill } from '../../../components/StatusPill.tsx';
import type { Reachability } from '../../../../../shared/instances.ts';
import { maskText } from '../../../core/format/secrets.ts';
import { LinkedText } from './LinkedText.tsx';
import styles from '../ServicesPage.module.css';

/** Whether an address answers. With `named`, which one of several in a value. */
export function Reach({ reach, named }: { reach: Reachability; named: boolean }) {
  const { reachable, status, durationMs, reason, url } = reach;
  const time = durationMs === undefined ? '' : ` in ${Math.max(1, Math.round(durationMs))} ms`;
  const word = !reachable
    ? status === undefined
      ? 'Does not answer'
      : `Answers ${status}`
    : `Answers${status === undefined ? '' : ` ${status}`}${time}`;
  const isDoubtful = reachable && (reason !== undefined || (status ?? 200) >= 400);
  return (
    <p className={styles.reach}>
      {named && (
        <code>
          <LinkedText text={maskText('', url)} />
        </code>
      )}
      <StatusPill tone={!reachable ? 'bad' : isDoubtful ? 'warn' : 'ok'}>{word}</StatusPill>
      {reason !== undefined && <span className={styles.soft}>{reason}</span>}
    </p>
  );
}
