import type { SharedInstance, SoftwareInstance } from '../../../../shared/instances.ts';
import type { StepStatus } from '../../../../shared/releases.ts';
import type { Tone } from '../../components/StateIcon.tsx';
import { isDone } from './deploymentOf.ts';
import { troublesOf } from './model/trouble.ts';

/** How an instance is: a shape with its word. */
export interface InstanceHealth {
  readonly tone: Tone;
  readonly word: string;
}

/** Sums an instance up; `deployment` is what `deploymentOf` says of it. */
export function healthOf(instance: SoftwareInstance, deployment: StepStatus | undefined): InstanceHealth {
  const { requestedState, processes, promises } = instance;
  const found = troublesOf(instance);
  const troubles = found.processes.length + found.promises.length;
  if (troubles > 0) return { tone: 'bad', word: troubles === 1 ? '1 problem' : `${troubles} problems` };
  if (deployment?.state === 'failed') return { tone: 'bad', word: 'Deployment failed' };
  if (requestedState !== 'started') return { tone: 'stopped', word: `Requested ${requestedState}` };
  if (processes.some(({ state }) => state === 'STARTING')) return { tone: 'busy', word: 'Starting' };
  if (processes.length > 0 && processes.every(({ state }) => state === 'STOPPED'))
    return { tone: 'stopped', word: 'Stopped' };
  if (processes.length === 0 && promises.length === 0)
    return isDone(deployment)
      ? { tone: 'ok', word: 'Deployed' }
      : { tone: 'none', word: 'Nothing runs here yet' };
  const { connectionProblems = [] } = instance;
  if (connectionProblems.length > 0) return { tone: 'warn', word: 'Connection differs' };
  return { tone: 'ok', word: 'Healthy' };
}

/** Sums a shared instance up: it is as its host published it. */
export function sharedHealth(
  { connectionParameters, connectionProblems = [] }: SharedInstance,
  host: SoftwareInstance,
): InstanceHealth {
  if (host.requestedState !== 'started') return { tone: 'stopped', word: 'Host stopped' };
  if (Object.keys(connectionParameters).length === 0) return { tone: 'waiting', word: 'Not published yet' };
  if (connectionProblems.length > 0) return { tone: 'warn', word: 'Connection differs' };
  return { tone: 'ok', word: 'Shared' };
}
