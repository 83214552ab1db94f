import type { InstanceId } from '../../../shared/identity.ts';
import { tookAway } from '../../jobs/builds.ts';
import type { ParameterChange, Run, RunChanges } from '../../../shared/runs.ts';
import type { RunParameters, RunStore } from '../../jobs/runStore.ts';

/**
 * The parameters that instances had after a run, and had not, or otherwise, after the runs before it (latest first) that
 * had to do with them. Of a run on all, those of all partitions that it tells of.
 */
export function findParameterChanges(
  runStore: Pick<RunStore, 'parameters'>,
  run: Run,
  earlier: readonly Run[],
): Pick<RunChanges, 'parameters' | 'connection'> {
  const partitions = [...runStore.parameters(run.id)];
  const changesOf = (kind: keyof RunParameters) =>
    partitions.flatMap(([partition, { [kind]: after }]) => {
      if (after === undefined) return [];
      const changes = compare(
        parametersBefore(runStore, { computer: run.computer, partition, kind }, earlier),
        after,
      );
      return run.scope === 'all' ? changes.map((change) => ({ partition, ...change })) : changes;
    });
  return { parameters: changesOf('requested'), connection: changesOf('published') };
}

/** What an instance had before a run, given the runs before it: a run that did not get so far changed nothing. */
function parametersBefore(
  runStore: Pick<RunStore, 'parameters'>,
  { computer, partition, kind }: InstanceId & { kind: keyof RunParameters },
  earlier: readonly Run[],
): NonNullable<RunParameters[typeof kind]> {
  for (const run of earlier) {
    if (run.computer !== computer) continue;
    if (tookAway(run, 'instance') && run.state === 'completed' && run.partition === partition) break;
    const found = runStore.parameters(run.id).get(partition)?.[kind];
    if (found !== undefined) return found;
  }
  return {};
}

function compare(
  before: NonNullable<RunParameters['requested']>,
  after: NonNullable<RunParameters['requested']>,
): ParameterChange[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return names.flatMap((name) => {
    const [old, now] = [before[name], after[name]];
    if (JSON.stringify(old) === JSON.stringify(now)) return [];
    return [
      { name, ...(old === undefined ? {} : { before: old }), ...(now === undefined ? {} : { after: now }) },
    ];
  });
}
