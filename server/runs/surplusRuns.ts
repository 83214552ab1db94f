import type { Run } from '../../shared/model/run.ts';
import { isSettled } from '../../shared/model/status.ts';

/**
 * The runs, given latest first, beyond the `kept` latest. Kept beyond that is what the states of releases and
 * instances are told from: per instance the last run with each step, likewise of runs on all; and what goes on.
 */
export function surplusRuns(runs: readonly Run[], kept: number): Run[] {
  const seen = new Set<string>();
  return runs.filter((run, index) => {
    const keys = run.steps.map(({ kind }) =>
      run.scope === 'all' ? kind : JSON.stringify([kind, run.release, run.reference]),
    );
    const isLatest = keys.some((key) => !seen.has(key));
    for (const key of keys) seen.add(key);
    return index >= kept && !isLatest && isSettled(run.state);
  });
}
