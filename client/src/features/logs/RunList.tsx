import { RelativeTime } from '../../components/RelativeTime.tsx';
import { StatusPill, toneOf } from '../../components/StatusPill.tsx';
import { runSubject } from '../../core/format/runWords.ts';
import { formatRoute } from '../../core/navigation.ts';
import type { Run } from '../../../../shared/runs.ts';
import { stepStateLabel } from '../../../../shared/status.ts';
import { RunDuration } from '../../components/RunDuration.tsx';
import styles from './RunList.module.css';

interface RunListProps {
  /** Latest first. */
  runs: readonly Run[];
  selected: number | undefined;
}

/** All runs, as links to their logs. */
export function RunList({ runs, selected }: RunListProps) {
  return (
    <nav className={styles.list} aria-label="Runs">
      <ol>
        {runs.map((run) => (
          <li key={run.id}>
            <a
              className={styles.run}
              href={formatRoute({ page: 'logs', run: run.id })}
              aria-current={run.id === selected ? 'true' : undefined}
            >
              <span className={styles.line}>
                <span className={styles.name}>
                  <span className="truncate">{runSubject(run)}</span>
                  <span className={styles.soft}>#{run.id}</span>
                </span>
                <span className={styles.soft}>
                  <RelativeTime date={run.createdAt} />
                </span>
              </span>
              <span className={styles.line}>
                <StatusPill tone={toneOf(run.state)} className={styles.state}>
                  {stepStateLabel[run.state]}
                </StatusPill>
                <span className={styles.soft}>
                  <RunDuration steps={run.steps} />
                </span>
              </span>
            </a>
          </li>
        ))}
      </ol>
    </nav>
  );
}
