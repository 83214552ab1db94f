import { ErrorBoundary } from '../../components/ErrorBoundary.tsx';
import { Waiting } from '../../components/Waiting.tsx';
import { useRoute } from '../../core/navigation.ts';
import { useRunsStore } from './model/runsStore.ts';
import { RunPage } from './RunPage.tsx';
import { RunTable } from './RunTable.tsx';

/** The page `Runs`: all that was run, or one of them. */
export function RunsPage() {
  const route = useRoute();
  const runs = useRunsStore((state) => state.runs);
  const run = route.page === 'runs' ? route.run : undefined;
  if (runs === undefined) {
    return <Waiting>Loading the runs</Waiting>;
  }
  if (run === undefined) return <RunTable runs={runs} />;
  return (
    <ErrorBoundary key={run} what="This run">
      <RunPage id={run} />
    </ErrorBoundary>
  );
}
