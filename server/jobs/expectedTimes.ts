import type { Run, StepKind } from '../../shared/runs.ts';
import type { RunRecord } from './runFiles.ts';

/** What two runs have in common that take about as long. */
type Kind = Pick<Run, 'release' | 'reference' | 'action' | 'scope' | 'verbose' | 'force'>;

const considered = 5;

/** How long the steps of a run of this kind took in earlier ones: the median of the last five that completed. */
export function expectedTimes(runs: Iterable<Run>, kind: Kind): RunRecord['expectedMs'] {
  const times: Record<StepKind, number[]> = { software: [], instance: [] };
  for (const run of runs) {
    if (!isAlike(run, kind)) continue;
    for (const step of run.steps) {
      const known = times[step.kind];
      if (step.state === 'completed' && step.durationMs !== undefined && known.length < considered) {
        known.push(step.durationMs);
      }
    }
    if (times.software.length === considered && times.instance.length === considered) break;
  }
  const software = median(times.software);
  const instance = median(times.instance);
  return {
    ...(software === undefined ? {} : { software }),
    ...(instance === undefined ? {} : { instance }),
  };
}

function isAlike(a: Kind, b: Kind): boolean {
  const keys = ['action', 'scope', 'verbose', 'force'] as const;
  const isSamePair = a.scope === 'all' || (a.release === b.release && a.reference === b.reference);
  return isSamePair && keys.every((key) => a[key] === b[key]);
}

function median(values: readonly number[]): number | undefined {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}
