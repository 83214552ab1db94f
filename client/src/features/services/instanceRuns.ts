import { isSameInstance } from '../../../../shared/identity.ts';
import type { SoftwareInstance } from '../../../../shared/instances.ts';
import {
  instanceOfRun,
  type Run,
  type RunOptions,
  type SharedRequest,
  type StepKind,
} from '../../../../shared/runs.ts';
import { useReleasesStore } from '../releases/index.ts';

/** What a request of an instance has to run: its software too, where that was never installed. */
export function stepsFor(release: string): StepKind[] {
  const state = useReleasesStore.getState().releases?.find(({ name }) => name === release)?.software.state;
  return state === 'completed' || state === 'outdated' ? ['instance'] : ['software', 'instance'];
}

/** The run that asks for a shared instance of a host; `root`: the instance of a user that the host is, or was requested by. */
export function sharedRun(
  { host, root }: { host: SoftwareInstance; root: SoftwareInstance },
  shared: Omit<SharedRequest, 'host'>,
): RunOptions {
  return {
    release: root.release,
    reference: root.reference,
    steps: stepsFor(root.release),
    shared: { ...shared, host: host.partition },
    ...(shared.state === 'destroyed' && { confirm: shared.reference }),
  };
}

/** The runs of an instance that a user requested, latest first: they deploy those that it requested too. */
export function runsOf(instance: SoftwareInstance, runs: readonly Run[]): Run[] {
  const { computer, partition, release, reference } = instance;
  return runs.filter(
    (run) =>
      isSameInstance(instance, instanceOfRun(run)) ||
      (run.computer === computer &&
        run.steps.some(({ results = [] }) => results.some(({ subject }) => subject === partition))) ||
      (run.partition === undefined && run.release === release && run.reference === reference),
  );
}

/** The run that deployed an instance last. */
export function lastDeployment(runs: readonly Run[]): Run | undefined {
  return runs.find(({ steps }) =>
    steps.some(({ kind, startedAt }) => kind === 'instance' && startedAt !== undefined),
  );
}
