import { instanceKey } from '../../../shared/identity.ts';
import type { InstanceId } from '../../../shared/identity.ts';
import type { SoftwareInstance } from '../../../shared/instances.ts';
import { rootOf } from '../../../shared/instanceTree.ts';

/** A bang that nobody has acted upon, and the instance of the user whose tree it is in. */
export interface OpenBang {
  readonly root: SoftwareInstance;
  /** The instance that it came from. */
  readonly instance: InstanceId;
  readonly message: string;
  readonly date: string;
}

/** The last deployment of an instance after a bang. */
interface Deployed {
  readonly at: number;
  readonly date: string;
  readonly pauseMs: number;
}

/** The longest pause, in units of the first one. */
const maxFactor = 16;

/** Decides which bang is acted upon when, so that a service that crashes at every start does not keep us busy. */
export interface BangQueue {
  /** The bang to act upon now; else in how many ms one is due; undefined where there is none. */
  next(instances: readonly SoftwareInstance[], now: number): OpenBang | { inMs: number } | undefined;
  /** Whether this very bang was acted upon before, to no effect. */
  wasTried(bang: OpenBang): boolean;
  /** Takes note that a bang is acted upon. */
  note(bang: OpenBang, now: number): void;
}

/** After each deployment a tree is left alone for `pauseMs`, doubled as long as the next bang comes soon after it. */
export function createBangQueue(pauseMs: number): BangQueue {
  const deployed = new Map<string, Deployed>();
  return {
    next: (instances, now) => {
      let wait = Infinity;
      for (const bang of openBangs(instances)) {
        const last = deployed.get(instanceKey(bang.root));
        const inMs = last === undefined ? 0 : last.at + last.pauseMs - now;
        if (inMs <= 0) return bang;
        wait = Math.min(wait, inMs);
      }
      return wait === Infinity ? undefined : { inMs: wait };
    },
    wasTried: ({ root, date }) => deployed.get(instanceKey(root))?.date === date,
    note: ({ root, date }, now) => {
      const last = deployed.get(instanceKey(root));
      const isSoon = last !== undefined && now - last.at < 2 * last.pauseMs;
      const pause = isSoon ? Math.min(2 * last.pauseMs, maxFactor * pauseMs) : pauseMs;
      deployed.set(instanceKey(root), { at: now, date, pauseMs: pause });
    },
  };
}

/** Bangs of instances that are to be started, each with the instance that a user requested. */
export function openBangs(instances: readonly SoftwareInstance[]): OpenBang[] {
  return instances.flatMap(({ computer, partition, bang, requestedState }) => {
    if (bang === undefined || bang.handled || requestedState !== 'started') return [];
    const instance = { computer, partition };
    const root = rootOf(instance, instances);
    if (root?.requestedState !== 'started') return [];
    return [{ root, instance, message: bang.message, date: bang.date }];
  });
}
