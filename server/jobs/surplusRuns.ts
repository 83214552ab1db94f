import type { Run } from '../../shared/runs.ts';
import { isSettled } from '../../shared/status.ts';
import { isBuildOf } from './builds.ts';

/**
 * The runs, given latest first, beyond the `kept` latest. Kept beyond that is what the states of releases and
 * instances are told from: per instance the last run with each step, and the build that it was deployed from; likewise
 * of runs on all; and what goes on.
 */
export function surplusRuns(runs: readonly Run[], kept: number): Run[] {
  const seen = new Set<string>();
  /** Releases that have an instance which was deployed from a build still to come. */
  const deployed = new Set<string>();
  return runs.filter((run, index) => {
    const keys = run.steps.map(({ kind }) =>
      run.scope === 'all' ? kind : JSON.stringify([kind, run.release, run.reference]),
    );
    const isLatest = keys.some((key) => !seen.has(key));
    for (const key of keys) seen.add(key);
    if (isLatest && run.steps.some(({ kind }) => kind === 'instance')) {
      for (const { release } of run.scope === 'all' ? runs : [run]) deployed.add(release);
    }
    const built = [...deployed].filter((release) => isBuildOf(release, run));
    for (const release of built) deployed.delete(release);
    return index >= kept && !isLatest && built.length === 0 && isSettled(run.state);
  });
}
