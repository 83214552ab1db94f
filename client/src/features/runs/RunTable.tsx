import { History } from 'lucide-react';
import { memo, useState } from 'react';
import { messageOf } from '../../core/api/client.ts';
import { runCommand } from '../../core/commands/registry.ts';
import { reportFailure } from '../../core/commands/reportFailure.ts';
import { Button } from '../../components/Button.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { RelativeTime } from '../../components/RelativeTime.tsx';
import { RunDuration } from '../../components/RunDuration.tsx';
import { StepProgressLine } from '../../components/StepProgressLine.tsx';
import { StatusPill, toneOf } from '../../components/StatusPill.tsx';
import { formatRoute } from '../../core/navigation.ts';
import { useRunsStore } from './model/runsStore.ts';
import { fetchEarlierRuns } from './model/fetchRuns.ts';
import type { Run } from '../../../../shared/runs.ts';
import { stepStateLabel, stepReason } from '../../../../shared/status.ts';
import { runAlarm, runManner, runRevision, runSubject, runTitle } from '../../core/format/runWords.ts';
import styles from './RunTable.module.css';

const columns = ['Run', 'What', 'Instance', 'Outcome', 'When', 'Duration', 'Revision', 'Details'] as const;

/** Every run, the latest first; each row leads to its details. */
export function RunTable({ runs }: { runs: readonly Run[] }) {
  const hasEarlier = useRunsStore((state) => state.hasEarlier);
  if (runs.length === 0) {
    return (
      <EmptyState
        icon={<History size={20} />}
        title="Nothing was built yet"
        action={
          <Button look="primary" onClick={() => reportFailure(runCommand('run.rebuild'))}>
            Build now
          </Button>
        }
      >
        Every rebuild is kept here, with its commands, its times and what was different from the one before.
      </EmptyState>
    );
  }
  return (
    <div className={styles.page}>
      <h1 className="visually-hidden">Runs</h1>
      {/* The roles are spelled out: on narrow screens the style sheet makes cards of the rows. */}
      <table className={`table ${styles.table ?? ''}`} role="table" aria-label="Runs">
        <thead role="rowgroup">
          <tr role="row">
            {columns.map((name) => (
              <th key={name} role="columnheader" scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {runs.map((run) => (
            <Row key={run.id} run={run} />
          ))}
        </tbody>
      </table>
      {hasEarlier && <LoadEarlier />}
    </div>
  );
}

const Row = memo(function Row({ run }: { run: Run }) {
  const manner = runManner(run);
  const running = run.steps.find(({ state }) => state === 'running');
  // That of the first step is why the next one was not begun.
  const reason = run.steps.map(stepReason).find((told) => told !== undefined);
  const alarm = runAlarm(run);
  const details = [
    ...(alarm === undefined ? [] : [`After the alarm: ${alarm}.`]),
    ...(reason === undefined ? [] : [reason]),
  ].join(' ');
  return (
    <tr role="row" className={styles.row}>
      <td role="cell" className={styles.number}>
        <a
          href={formatRoute({ page: 'runs', run: run.id })}
          className={styles.link}
          title={new Date(run.createdAt).toLocaleString()}
        >
          #{run.id}
        </a>
      </td>
      <td role="cell" className={styles.what}>
        {runTitle(run)}
        {manner.length > 0 && <span className={styles.soft}> {manner.join(', ')}</span>}
      </td>
      <td role="cell" className={styles.subject}>
        <span className="truncate" title={runSubject(run)}>
          {runSubject(run)}
        </span>
      </td>
      <td role="cell" className={styles.outcome}>
        <StatusPill tone={toneOf(run.state)}>{stepStateLabel[run.state]}</StatusPill>
      </td>
      <td role="cell" className={styles.when}>
        <RelativeTime date={run.createdAt} />
      </td>
      <td role="cell" className={styles.duration}>
        <RunDuration steps={run.steps} />
      </td>
      <td role="cell" className={styles.revision} title={run.revision?.commit}>
        {runRevision(run)}
      </td>
      <td role="cell" className={styles.details}>
        {running ? (
          <StepProgressLine step={running} className={styles.progress} />
        ) : (
          <span className="truncate" title={details}>
            {details}
          </span>
        )}
      </td>
    </tr>
  );
});

function LoadEarlier() {
  const [loading, setLoading] = useState(false);
  const [problem, setProblem] = useState<string>();
  const load = () => {
    setLoading(true);
    fetchEarlierRuns()
      .then(
        () => setProblem(undefined),
        (error: unknown) => setProblem(messageOf(error)),
      )
      .finally(() => setLoading(false));
  };
  return (
    <div className={styles.more}>
      <Button aria-disabled={loading} onClick={() => loading || load()}>
        {loading ? 'Loading…' : 'Load earlier runs'}
      </Button>
      {problem !== undefined && <span role="alert">{problem}</span>}
    </div>
  );
}
