import { RelativeTime } from '../../components/RelativeTime.tsx';
import { StatusPill } from '../../components/StatusPill.tsx';
import type { PromiseResult } from '../../../../shared/model/instance.ts';
import { Region } from './Region.tsx';
import styles from './ServicesPage.module.css';

/** The promises of an instance with what they said last, the failing ones first. */
export function Promises({ promises }: { promises: readonly PromiseResult[] }) {
  const sorted = [...promises].sort(
    (a, b) => Number(b.failed) - Number(a.failed) || a.title.localeCompare(b.title),
  );
  return (
    <Region name="Promises" count={promises.length}>
      {promises.length === 0 ? (
        <p className={styles.nothing}>No promise was checked yet.</p>
      ) : (
        <ul className={styles.promises}>
          {sorted.map((promise) => (
            <PromiseItem key={promise.name} promise={promise} />
          ))}
        </ul>
      )}
    </Region>
  );
}

function PromiseItem({ promise: { name, title, failed, message, date } }: { promise: PromiseResult }) {
  return (
    <li className={styles.promise}>
      <span className={styles.promiseTitle} title={name}>
        {title}
      </span>
      <StatusPill tone={failed ? 'bad' : 'ok'}>{failed ? 'Failed' : 'OK'}</StatusPill>
      <span className={styles.when}>{date !== undefined && <RelativeTime date={date} />}</span>
      {message.trim() !== '' && (
        <p className={styles.message} data-look={failed ? 'bad' : undefined}>
          {message.trim()}
        </p>
      )}
    </li>
  );
}
