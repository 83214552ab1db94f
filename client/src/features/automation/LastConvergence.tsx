import type { ReactNode } from 'react';
import { formatAgo } from '../../core/format/time.ts';
import { useServerNow } from '../../core/hooks/useServerNow.ts';
import { formatRoute } from '../../core/navigation.ts';
import type { Convergence, ConvergenceResult } from '../../../../shared/automation.ts';
import styles from './LastConvergence.module.css';

interface LastConvergenceProps {
  convergence: Convergence;
  /** Called when the link to the run is followed; without it there is none. */
  onLeave?: () => void;
}

/** What keeping converged did last: the last deployment, and the last look at the instances, each on its line. */
export function LastConvergence({ convergence: { check, deployment }, onLeave }: LastConvergenceProps) {
  if (!check && !deployment) return <span className={styles.line}>Nothing was checked yet.</span>;
  return (
    <>
      {deployment && (
        <Line what="Deployed" done={deployment}>
          {onLeave && deployment.run !== undefined && (
            <a href={formatRoute({ page: 'runs', run: deployment.run })} onClick={onLeave}>
              Run {deployment.run}
            </a>
          )}
        </Line>
      )}
      {check && <Line what="Checked" done={check} />}
    </>
  );
}

interface LineProps {
  what: 'Deployed' | 'Checked';
  done: ConvergenceResult;
  children?: ReactNode;
}

function Line({ what, done: { at, result, failed }, children }: LineProps) {
  const now = useServerNow(10_000);
  return (
    <span className={styles.line} data-failed={failed}>
      {what} {formatAgo(new Date(at), new Date(now))}: {result} {children}
    </span>
  );
}
