/** What other features may use of this one. */
export { FullScreenStatus } from './rebuild/FullScreenStatus.tsx';
export { buildFromUrl } from './model/buildFromUrl.ts';
export { startRun } from './model/runs.ts';
export { activeRun, useActiveRun, useRunsStore } from './model/runsStore.ts';
