import { ScrollText } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { Button } from '../../components/Button.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { Waiting } from '../../components/Waiting.tsx';
import { runCommand } from '../../core/commands/registry.ts';
import { reportFailure } from '../../core/commands/reportFailure.ts';
import { useNarrow } from '../../core/hooks/useMediaQuery.ts';
import { formatRoute, navigate, useRoute } from '../../core/navigation.ts';
import { useRunsStore } from '../runs/index.ts';
import type { Run, RunStep } from '../../../../shared/runs.ts';
import { stepStateLabel } from '../../../../shared/status.ts';
import { LogPane } from './LogPane.tsx';
import { RunList } from './RunList.tsx';
import { RunPicker } from './RunPicker.tsx';
import { shownRun, type WantedLog } from './shownRun.ts';
import { StepChoice } from './StepChoice.tsx';
import { StepFacts } from './StepFacts.tsx';
import { StepHeader } from './StepHeader.tsx';
import { stepWords } from '../../../../shared/jobs.ts';
import styles from './LogsPage.module.css';

/** The page `Logs`: all runs, and the log of a step of one of them. */
export function LogsPage() {
  const runs = useRunsStore((state) => state.runs);
  if (runs === undefined) {
    return <Waiting>Loading the runs</Waiting>;
  }
  return <Runs runs={runs} />;
}

function Runs({ runs }: { runs: readonly Run[] }) {
  const route = useRoute();
  const wanted: WantedLog = route.page === 'logs' ? route : {};
  const narrow = useNarrow();
  useFollowNewRuns(runs, wanted);
  const shown = shownRun(runs, wanted);

  if (runs.length === 0) {
    return (
      <EmptyState
        icon={<ScrollText size={20} />}
        title="Nothing was built yet"
        action={
          <Button look="primary" onClick={() => reportFailure(runCommand('run.rebuild'))}>
            {/* Not “Rebuild” again: that name belongs to the button in the header. */}Build now
          </Button>
        }
      >
        Every rebuild leaves the logs of its software and instance step here.
      </EmptyState>
    );
  }
  return (
    <div className={styles.page}>
      <h1 className="visually-hidden">Logs</h1>
      {!narrow && <RunList runs={runs} selected={shown?.run.id} />}
      <div className={styles.main}>
        {narrow && <RunPicker runs={runs} selected={shown?.run.id} />}
        {shown ? (
          <ShownRun run={shown.run} step={shown.step} line={wanted.line} />
        ) : (
          <EmptyState
            title={`Run ${wanted.run ?? ''} is not known`}
            action={<Button onClick={() => navigate({ page: 'logs' })}>Show the latest run</Button>}
          >
            It may be from another workspace, or its logs were removed.
          </EmptyState>
        )}
      </div>
    </div>
  );
}

function ShownRun({ run, step, line }: { run: Run; step: RunStep | undefined; line: number | undefined }) {
  const narrow = useNarrow();
  return (
    <>
      <StepChoice run={run} selected={step?.kind} />
      {step && <StepHeader step={step} />}
      <p className="visually-hidden" aria-live="polite">
        {step && `${stepWords[step.kind]} of run ${run.id}: ${stepStateLabel[step.state]}`}
      </p>
      {step && wasStarted(step) ? (
        <LogPane
          key={`${run.id} ${step.kind}`}
          run={run.id}
          step={step}
          line={line}
          isPage
          title={narrow ? undefined : <StepFacts step={step} />}
        />
      ) : (
        <EmptyState
          title={step?.state === 'queued' ? 'Not begun yet' : 'This step was not run'}
          action={
            step?.kind === 'instance' && (
              <a href={formatRoute({ page: 'logs', run: run.id, step: 'software' })}>Show the software log</a>
            )
          }
        >
          {step?.state === 'queued'
            ? 'Its log appears here as soon as it begins.'
            : 'The run ended before it.'}
        </EmptyState>
      )}
    </>
  );
}

function wasStarted(step: RunStep): boolean {
  return step.state === 'running' || step.startedAt !== undefined || step.logSize > 0;
}

/**
 * A reader of the latest run goes on to the next one when it begins; one who chose an earlier run, or a line,
 * stays there.
 */
function useFollowNewRuns(runs: readonly Run[], wanted: WantedLog): void {
  const latest = runs[0]?.id;
  const before = useRef(latest);
  useEffect(() => {
    const previous = before.current;
    before.current = latest;
    if (
      latest !== previous &&
      wanted.run !== undefined &&
      wanted.run === previous &&
      wanted.line === undefined
    ) {
      navigate({ page: 'logs' }, { replace: true });
    }
  }, [latest, wanted.run, wanted.line]);
}
