import { call, messageOf } from '../../../core/api/client.ts';
import { createAppStore } from '../../../core/stores/createAppStore.ts';
import { instanceKey, type InstanceId } from '../../../../../shared/identity.ts';
import type { Reachability } from '../../../../../shared/instances.ts';

/** What is known of the addresses of an instance. */
export interface ReachabilityCheck {
  readonly isChecking: boolean;
  readonly results: readonly Reachability[];
  /** When the results came, as an ISO date by the clock of the browser. */
  readonly checkedAt: string | undefined;
  /** Why the last check could not be made. */
  readonly problem: string | undefined;
  /** What it was made for, see `checkFor`. */
  readonly occasion: string | undefined;
  /** Counts the checks that were begun. */
  readonly count: number;
}

interface ReachabilityStore {
  /** By key of the instance. */
  checks: ReadonlyMap<string, ReachabilityCheck>;
}

const useReachabilityStore = createAppStore<ReachabilityStore>(() => ({ checks: new Map() }));

const unchecked: ReachabilityCheck = {
  isChecking: false,
  results: [],
  checkedAt: undefined,
  problem: undefined,
  occasion: undefined,
  count: 0,
};

/** Asks the server to try the addresses of an instance. Of several checks at a time the one that began last counts. */
export async function checkReachability(instance: InstanceId): Promise<void> {
  const count = checkOf(instance).count + 1;
  put(instance, { count, isChecking: true });
  const changes = await ask(instance);
  if (checkOf(instance).count === count) put(instance, { ...changes, isChecking: false });
}

async function ask({
  computer,
  partition,
}: InstanceId): Promise<Pick<ReachabilityCheck, 'results' | 'checkedAt' | 'problem'>> {
  try {
    const { results } = await call('checkReachability', { params: { computer, partition } });
    return { results, checkedAt: new Date().toISOString(), problem: undefined };
  } catch (error) {
    return { results: [], checkedAt: undefined, problem: messageOf(error) };
  }
}

/** A service may need some seconds until it listens: milliseconds to wait before each further check. */
const patience = [2000, 5000, 10_000];

/**
 * Checks the addresses of an instance, once for an occasion, for example a run that has ended; again a few times as
 * long as one does not answer. Another occasion ends that.
 */
export async function checkFor(instance: InstanceId, occasion: string): Promise<void> {
  if (checkOf(instance).occasion === occasion) return;
  put(instance, { occasion });
  await checkReachability(instance);
  for (const wait of patience) {
    const { results, problem } = checkOf(instance);
    if (problem !== undefined || results.every(({ reachable }) => reachable)) return;
    await new Promise((resolve) => {
      setTimeout(resolve, wait);
    });
    if (checkOf(instance).occasion !== occasion) return;
    await checkReachability(instance);
  }
}

export function useReachability(instance: InstanceId): ReachabilityCheck {
  return useReachabilityStore(({ checks }) => checks.get(instanceKey(instance)) ?? unchecked);
}

function checkOf(instance: InstanceId): ReachabilityCheck {
  return useReachabilityStore.getState().checks.get(instanceKey(instance)) ?? unchecked;
}

function put(instance: InstanceId, changes: Partial<ReachabilityCheck>): void {
  const key = instanceKey(instance);
  useReachabilityStore.setState(({ checks }) => ({
    checks: new Map(checks).set(key, { ...(checks.get(key) ?? unchecked), ...changes }),
  }));
}
