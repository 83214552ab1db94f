import { call } from '../../../core/api/client.ts';
import { fetchInto } from '../../../core/live/fetchInto.ts';
import { appendRuns, setRuns, useRunsStore } from './runsStore.ts';

/** How many runs are asked for at a time. */
const runLimit = 200;

/** Asks for the latest runs. */
export function fetchRuns(): void {
  fetchInto(
    'run',
    () => call('listRuns', { query: { limit: runLimit } }),
    ({ runs }) => setRuns(runs, runs.length === runLimit),
  );
}

/** Asks for the runs before the earliest one that the page knows of. */
export async function fetchEarlierRuns(): Promise<void> {
  const before = useRunsStore.getState().runs?.at(-1)?.id;
  if (before === undefined) return;
  const { runs } = await call('listRuns', { query: { before, limit: runLimit } });
  appendRuns(before, runs, runs.length === runLimit);
}
