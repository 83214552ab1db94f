import type { InstanceId } from '../../../../shared/identity.ts';
import type { ServiceProcess, SoftwareInstance } from '../../../../shared/instances.ts';

/** For tests: an instance that nothing is known of, but for what is given. */
export function instanceOf(changes: Partial<SoftwareInstance>): SoftwareInstance {
  return {
    computer: 'local',
    partition: 'slappart0',
    reference: 'helloworld',
    release: 'helloworld',
    softwareType: 'default',
    requestedState: 'started',
    instanceParameters: {},
    connectionParameters: {},
    processes: [],
    promises: [],
    ...changes,
  };
}

/** For tests: names the instance in a partition of this computer. */
export function localId(partition: string): InstanceId {
  return { computer: 'local', partition };
}

/** For tests: a service that runs, but for what is given. */
export function processOf(name: string, changes: Partial<ServiceProcess> = {}): ServiceProcess {
  return { name, kind: 'service', state: 'RUNNING', ...changes };
}
