import { formatAgo } from '../../../core/format/time.ts';
import { serverNow } from '../../../core/api/serverClock.ts';
import type { PromiseCheck } from '../../../../../shared/instances.ts';
import styles from './PromiseChart.module.css';

/** Checks that are drawn. */
const drawn = 30;
const height = 16;
const step = 4;

/** The last checks of a promise as bars, the latest at the right: low where it was kept, high where it failed. */
export function PromiseChart({ checks }: { checks: readonly PromiseCheck[] }) {
  const shown = checks.slice(-drawn);
  const left = (drawn - shown.length) * step;
  return (
    <svg
      className={styles.chart}
      width={drawn * step}
      height={height}
      viewBox={`0 0 ${drawn * step} ${height}`}
      role="img"
      aria-label={chartText(shown)}
    >
      <line x1="0" x2={drawn * step} y1={height - 0.5} y2={height - 0.5} className={styles.axis} />
      {shown.map(({ date, failed }, index) => (
        <rect
          key={`${date} ${index}`}
          x={left + index * step}
          y={failed ? 0 : height - 6}
          width={step - 1}
          height={failed ? height : 6}
          className={failed ? styles.failed : styles.kept}
        />
      ))}
    </svg>
  );
}

/** The chart in words. */
function chartText(checks: readonly PromiseCheck[]): string {
  const failures = checks.filter(({ failed }) => failed);
  const last = failures.at(-1);
  const count = checks.length === 1 ? 'The only check' : `The last ${checks.length} checks`;
  if (last === undefined) return `${count}: ${checks.length === 1 ? 'OK' : 'all OK'}`;
  const kept = checks.length - failures.length;
  return `${count}: ${kept} OK, ${failures.length} failed, the last time ${formatAgo(new Date(last.date), new Date(serverNow()))}`;
}
