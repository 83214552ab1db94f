import { StatusPill } from '../../../components/StatusPill.tsx';
import type { PromiseCheck } from '../../../../../shared/instances.ts';
import styles from '../ServicesPage.module.css';

/** Earlier checks of a promise as a list, latest first. */
export function PromiseChecks({ title, checks }: { title: string; checks: readonly PromiseCheck[] }) {
  return (
    <ol className={styles.checks} aria-label={`Earlier checks of ${title}`} tabIndex={0}>
      {[...checks].reverse().map(({ date, failed, message }, index) => (
        <li key={`${date} ${index}`}>
          <time dateTime={date} className="tabular">
            {new Date(date).toLocaleString()}
          </time>
          <StatusPill tone={failed ? 'bad' : 'ok'}>{failed ? 'Failed' : 'OK'}</StatusPill>
          <span className={styles.value}>{message.trim()}</span>
        </li>
      ))}
    </ol>
  );
}
