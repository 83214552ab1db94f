import { useCallback } from 'react';
import { call } from '../../core/api/client.ts';
import { Button } from '../../components/Button.tsx';
import { Spinner } from '../../components/Spinner.tsx';
import { useAnswer } from '../../core/hooks/useAnswer.ts';
import { formatRoute } from '../../core/navigation.ts';
import { jobs } from '../../../../shared/jobs.ts';
import type { Run, RunChanges } from '../../../../shared/runs.ts';
import { isSettled } from '../../../../shared/status.ts';
import { InputChanges } from './InputChanges.tsx';
import { ParameterChanges } from './ParameterChanges.tsx';
import styles from './RunPage.module.css';

/** What is different from the run before: files, what the instance was asked with, what it published. */
export function Changes({ run }: { run: Run }) {
  const { id } = run;
  const load = useCallback(
    (signal: AbortSignal) => call('getRunChanges', { params: { run: id }, signal }),
    [id],
  );
  const { value, problem, retry } = useAnswer(load, run.state);
  if (jobs[run.action].builds !== true) return undefined;
  return (
    <section className={styles.section} aria-label="Changes">
      <div className={styles.sectionHeader}>
        <h2>
          {value?.since === undefined ? (
            run.scope === 'all' ? (
              'Changes since the runs before'
            ) : (
              'Changes'
            )
          ) : (
            <>
              Changes since <a href={formatRoute({ page: 'runs', run: value.since })}>run {value.since}</a>
            </>
          )}
        </h2>
      </div>
      {value ? (
        <Differences run={run} changes={value} />
      ) : problem !== undefined ? (
        <p className={styles.nothing} role="alert">
          {problem}{' '}
          <Button look="link" onClick={retry}>
            Try again
          </Button>
        </p>
      ) : (
        <p className={styles.nothing}>
          <Spinner /> Comparing with the run before
        </p>
      )}
    </section>
  );
}

function Differences({ run, changes }: { run: Run; changes: RunChanges }) {
  const { since, inputs, parameters, connection } = changes;
  const settled = isSettled(run.state);
  // All its files are new then: a list of them says nothing.
  if (since === undefined && run.scope === 'one') {
    return (
      <p className={styles.nothing}>
        This was the first run of the instance that is kept: there is nothing to compare with.
      </p>
    );
  }
  if (inputs.length + parameters.length + connection.length === 0) {
    return (
      <p className={styles.nothing}>
        {settled
          ? 'Nothing: the files and the parameters are the same, and so is what the instance published.'
          : 'The files and the parameters are the same.'}
      </p>
    );
  }
  return (
    <>
      <h3 className={styles.subheading}>Files</h3>
      {inputs.length === 0 ? (
        <p className={styles.nothing}>The files are the same.</p>
      ) : (
        <InputChanges changes={inputs} before={since} after={run.id} />
      )}
      <h3 className={styles.subheading}>Requested parameters</h3>
      <ParameterChanges
        name="Requested parameters"
        changes={parameters}
        none="Requested with the same parameters."
      />
      <h3 className={styles.subheading}>Connection parameters</h3>
      <ParameterChanges
        name="Connection parameters"
        changes={connection}
        none={settled ? 'The instance published the same.' : 'Known when the run has ended.'}
      />
    </>
  );
}
