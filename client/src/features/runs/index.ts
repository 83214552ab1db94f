/** What other features may use of this one. */
export { FullScreenStatus } from './rebuild/FullScreenStatus.tsx';
export { startRun } from './model/runs.ts';
export { activeRun, useActiveRun, useRunsStore } from './model/runsStore.ts';
