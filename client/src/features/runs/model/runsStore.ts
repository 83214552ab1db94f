import type { Run } from '../../../../../shared/runs.ts';
import { isSettled } from '../../../../../shared/status.ts';
import { createAppStore } from '../../../core/stores/createAppStore.ts';

interface RunsStore {
  /** Latest first; undefined until the first answer. */
  runs: readonly Run[] | undefined;
  /** Whether the server may have earlier runs than these. */
  hasEarlier: boolean;
}

export const useRunsStore = createAppStore<RunsStore>(() => ({ runs: undefined, hasEarlier: false }));

/** Replaces the list by what the server answered, keeping runs that began meanwhile. */
export function setRuns(runs: readonly Run[], hasEarlier = false): void {
  useRunsStore.setState((state) => {
    const newest = runs[0]?.id ?? 0;
    const later = (state.runs ?? []).filter(({ id }) => id > newest);
    return { runs: [...later, ...runs], hasEarlier };
  });
}

/** Takes the next page of earlier runs, unless the list has been replaced since it was asked for. */
export function appendRuns(before: number, runs: readonly Run[], hasEarlier: boolean): void {
  useRunsStore.setState((state) =>
    state.runs?.at(-1)?.id === before ? { runs: [...state.runs, ...runs], hasEarlier } : state,
  );
}

/** Takes the new state of one run, known or new. */
export function putRun(run: Run): void {
  useRunsStore.setState(({ runs = [] }) => ({
    runs: runs.some(({ id }) => id === run.id)
      ? runs.map((old) => (old.id === run.id ? run : old))
      : [...runs, run].sort((a, b) => b.id - a.id),
  }));
}

/** Takes the answer to a start, unless an event has already told more of that run. */
export function addRun(run: Run): void {
  if (useRunsStore.getState().runs?.some(({ id }) => id === run.id) !== true) putRun(run);
}

/** The run that goes on in this workspace, if any: there is never more than one. */
export function activeRun(state: Pick<RunsStore, 'runs'>): Run | undefined {
  return state.runs?.find(({ state: runState }) => !isSettled(runState));
}

export function useActiveRun(): Run | undefined {
  return useRunsStore(activeRun);
}
