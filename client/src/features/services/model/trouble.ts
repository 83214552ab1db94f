import {
  isProcessInTrouble,
  type PromiseResult,
  type ServiceProcess,
  type SoftwareInstance,
} from '../../../../../shared/instances.ts';

/** What is wrong with an instance. */
export interface Troubles {
  readonly processes: readonly ServiceProcess[];
  readonly promises: readonly PromiseResult[];
}

/**
 * The processes of an instance that do not run as they should, and its promises that fail. What the promises of an
 * instance said that was stopped on purpose is of before that.
 */
export function troublesOf(instance: SoftwareInstance): Troubles {
  return {
    processes: instance.processes.filter(isProcessInTrouble),
    promises: instance.promises.filter(({ failed }) => failed && instance.requestedState === 'started'),
  };
}

/** How many things are wrong in all instances: the number on the tab. */
export function countTroubles(instances: readonly SoftwareInstance[]): number {
  return instances.reduce((sum, instance) => {
    const { processes, promises } = troublesOf(instance);
    return sum + processes.length + promises.length;
  }, 0);
}
