import { jobs } from '../../../../shared/jobs.ts';
import { StatusPill, toneOf } from '../../components/StatusPill.tsx';
import { formatRoute } from '../../core/navigation.ts';
import { instanceOfRun, type Run, type StepKind } from '../../../../shared/runs.ts';
import { stepStateLabel } from '../../../../shared/status.ts';
import { stepWords } from '../../../../shared/jobs.ts';
import styles from './LogsPage.module.css';

/** The steps of a run, as links to their logs; and to the instance, beside the log of its deployment. */
export function StepChoice({ run, selected }: { run: Run; selected: StepKind | undefined }) {
  const instance =
    selected === 'instance' && jobs[run.action].builds === true ? instanceOfRun(run) : undefined;
  return (
    <nav className={styles.steps} aria-label={`Steps of run ${run.id}`}>
      {run.steps.map(({ kind, state }) => (
        <a
          key={kind}
          className={styles.step}
          href={formatRoute({ page: 'logs', run: run.id, step: kind })}
          aria-current={kind === selected ? 'true' : undefined}
        >
          {stepWords[kind]}
          <StatusPill tone={toneOf(state)}>{stepStateLabel[state]}</StatusPill>
        </a>
      ))}
      {instance && (
        <a className={styles.instance} href={formatRoute({ page: 'services', instance })}>
          Show in Services
        </a>
      )}
    </nav>
  );
}
