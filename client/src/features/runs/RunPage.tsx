import { useCallback } from 'react';
import { call } from '../../core/api/client.ts';
import { Button } from '../../components/Button.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { Waiting } from '../../components/Waiting.tsx';
import { useAnswer } from '../../core/hooks/useAnswer.ts';
import { navigate } from '../../core/navigation.ts';
import { useRunsStore } from './model/runsStore.ts';
import type { Run } from '../../../../shared/runs.ts';
import { Changes } from './Changes.tsx';
import { RunHeader } from './RunHeader.tsx';
import { StepArticle } from './StepArticle.tsx';
import { Timeline } from './Timeline.tsx';
import styles from './RunPage.module.css';

/** One run: from the list that the page has, else asked for. */
export function RunPage({ id }: { id: number }) {
  const run = useRunsStore(({ runs }) => runs?.find((known) => known.id === id));
  return run ? <Details run={run} /> : <EarlierRun id={id} />;
}

/** A run beyond those that the page knows of. */
function EarlierRun({ id }: { id: number }) {
  const load = useCallback(
    async (signal: AbortSignal) => {
      const { runs } = await call('listRuns', { query: { before: id + 1, limit: 1 }, signal });
      return { run: runs.find((found) => found.id === id) };
    },
    [id],
  );
  const { value, problem, retry } = useAnswer(load);
  if (problem !== undefined) {
    return (
      <EmptyState title="The run could not be read" action={<Button onClick={retry}>Try again</Button>}>
        {problem}
      </EmptyState>
    );
  }
  if (!value) {
    return <Waiting>Loading run {id}</Waiting>;
  }
  if (value.run) return <Details run={value.run} />;
  return (
    <EmptyState
      title={`Run ${id} is not known`}
      action={<Button onClick={() => navigate({ page: 'runs' })}>Show all runs</Button>}
    >
      It may be from another workspace, or it is no longer kept: the settings say how many runs are.
    </EmptyState>
  );
}

function Details({ run }: { run: Run }) {
  return (
    <div className={styles.page}>
      <RunHeader run={run} />
      <div className={styles.body}>
        <div className={styles.steps}>
          {run.steps.map((step) => (
            <StepArticle key={step.kind} run={run} step={step} />
          ))}
        </div>
        <Timeline run={run} />
        <Changes run={run} />
      </div>
    </div>
  );
}
