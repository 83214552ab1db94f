import { AppError } from '../../shared/core/errors.ts';
import { localComputer } from '../../shared/identity.ts';
import type { InstanceId } from '../../shared/identity.ts';
import type { SharedInstance } from '../../shared/instances.ts';
import type { EngineStatus } from '../../shared/session.ts';
import type { Signal } from '../core/kit/emitter.ts';
import type { EngineHost } from './engineHost.ts';
import type { InstanceSnapshot } from '../../shared/engine.ts';

/** An instance that was requested of a Master, with what its computer tells of it. Its release is a URL. */
export type RequestedInstance = Omit<InstanceSnapshot, keyof InstanceId | 'requestedBy' | 'sharedInstances'> &
  InstanceId & {
    readonly requestedBy?: InstanceId | undefined;
    readonly sharedInstances?: SharedInstance[] | undefined;
  };

/**
 * The SlapOS Master: who asks what was requested, and where, asks here, whichever Master it is. Today it is the slapproxy of
 * this computer, whose database the engine alone opens (in one module), and whose one computer is `local`.
 *
 * A remote Master has what is here of all its computers: each instance with the computer and partition that it was given,
 * its parameters, requested state, and the instance that requested it; and the releases that are supplied to its computers.
 * What a run asks of the Master (to supply a release, to request an instance, to destroy either) is asked by the leader
 * of the run, in the engine, as `slapos` commands do: a run on a remote Master has another leader.
 */
export interface Master {
  /** Whether it can be asked. */
  status(): EngineStatus;
  readonly statusChanged: Signal<EngineStatus>;
  /** All instances, on all its computers. Rejects with AppError `engine_unavailable` or `engine_failed`. */
  instances(): Promise<RequestedInstance[]>;
  /** URLs of the releases that are supplied, and were not removed since. Rejects likewise. */
  releases(): Promise<string[]>;
}

/** The slapproxy that the engine runs, asked through its host: where the engine says partition, the computer is this one. */
export function embeddedMaster(
  engine: Pick<EngineHost, 'status' | 'statusChanged' | 'releases' | 'snapshot'>,
): Master {
  return {
    status: () => engine.status(),
    statusChanged: engine.statusChanged,
    instances: async () =>
      (await engine.snapshot()).map(({ partition, sharedInstances, ...instance }) => ({
        computer: localComputer,
        partition,
        ...located(instance),
        ...(sharedInstances === undefined ? {} : { sharedInstances: sharedInstances.map(located) }),
      })),
    releases: () => engine.releases(),
  };
}

/** With the instance that requested it named as everywhere. */
function located<One extends { requestedBy?: string | undefined }>({ requestedBy, ...one }: One) {
  if (requestedBy === undefined) return one;
  return { ...one, requestedBy: { computer: localComputer, partition: requestedBy } };
}

/** Name of a partition for the engine, which knows those of this computer. Throws AppError `not_found` for any other. */
export function partitionHere({ computer, partition }: InstanceId): string {
  if (computer !== localComputer) {
    throw new AppError('not_found', `There is no computer "${computer}" here.`);
  }
  return partition;
}
