import type { InstanceId } from '../../../../../shared/identity.ts';
import { jobs } from '../../../../../shared/jobs.ts';
import { useCallback } from 'react';
import { call } from '../../../core/api/client.ts';
import { useAnswer } from '../../../core/hooks/useAnswer.ts';
import type { ParameterChange, Run } from '../../../../../shared/runs.ts';
import { isSettled } from '../../../../../shared/status.ts';

/** What a run changed of what the instance publishes. */
export interface ConnectionChanges {
  readonly run: number;
  readonly byName: ReadonlyMap<string, ParameterChange>;
}

/** How many runs are looked at, from the latest on. */
const searchedRuns = 5;

/**
 * What the latest run that changed something changed of the connection parameters of an instance. Nothing of a first
 * run: all of it would be new. `runs` are those of the instance, latest first.
 */
export function useConnectionChanges(
  { computer, partition }: InstanceId,
  runs: readonly Run[],
): ConnectionChanges | undefined {
  const ids = runs
    .filter((run) => run.computer === computer && isSettled(run.state) && jobs[run.action].builds === true)
    .slice(0, searchedRuns)
    .map(({ id }) => id)
    .join();
  const load = useCallback(
    async (signal: AbortSignal): Promise<ConnectionChanges | undefined> => {
      for (const run of ids === '' ? [] : ids.split(',').map(Number)) {
        const { since, connection } = await call('getRunChanges', { params: { run }, signal });
        const own = connection.filter((change) => (change.partition ?? partition) === partition);
        // A run on all is since none in particular, and says of each change where it is.
        if (since === undefined && own.some((change) => change.partition === undefined)) return undefined;
        if (own.length > 0) return { run, byName: new Map(own.map((change) => [change.name, change])) };
      }
      return undefined;
    },
    [partition, ids],
  );
  return useAnswer(load).value;
}
