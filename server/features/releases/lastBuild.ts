import { jobs } from '../../../shared/jobs.ts';
import type { Run } from '../../../shared/runs.ts';

/** The run that built the software of a release last, out of all runs, latest first; none where it was removed. */
export function lastBuild(name: string, runs: readonly Run[]): Run | undefined {
  let onAll: Run | undefined;
  for (const run of runs) {
    const step = run.steps.find(({ kind }) => kind === 'software');
    // A run on all leaves out a release whose profile is gone: it may have come back since.
    const isLeftOut = step?.results?.some(({ subject, state }) => subject === name && state === 'cancelled');
    if (step === undefined || isLeftOut === true) continue;
    if (run.release !== name) {
      // It has built only what had been built before.
      if (run.scope === 'all') onAll ??= run;
    } else if (jobs[run.action].builds === true) return onAll ?? run;
    else if (run.state === 'completed') return undefined;
  }
  return undefined;
}
