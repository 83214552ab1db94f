import type { SoftwareInstance } from '../../../../shared/instances.ts';
import type { Run, StepKind } from '../../../../shared/runs.ts';
import { useReleasesStore } from '../releases/index.ts';

/** What a request of an instance has to run: its software too, where that was never installed. */
export function stepsFor(release: string): StepKind[] {
  const state = useReleasesStore.getState().releases?.find(({ name }) => name === release)?.software.state;
  return state === 'completed' || state === 'outdated' ? ['instance'] : ['software', 'instance'];
}

/** The runs of an instance that a user requested, latest first: they deploy those that it requested too. */
export function runsOf({ partition, release, reference }: SoftwareInstance, runs: readonly Run[]): Run[] {
  return runs.filter(
    (run) =>
      run.partition === partition ||
      run.steps.some(({ results = [] }) => results.some(({ subject }) => subject === partition)) ||
      (run.partition === undefined && run.release === release && run.reference === reference),
  );
}

/** The run that deployed an instance last. */
export function lastDeployment(runs: readonly Run[]): Run | undefined {
  return runs.find(({ steps }) =>
    steps.some(({ kind, startedAt }) => kind === 'instance' && startedAt !== undefined),
  );
}
