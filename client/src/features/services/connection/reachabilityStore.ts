import { call, messageOf } from '../../../api/client.ts';
import { createAppStore } from '../../../stores/createAppStore.ts';
import type { Reachability } from '../../../../../shared/model/instance.ts';

/** What is known of the addresses of an instance. */
export interface ReachabilityCheck {
  readonly isChecking: boolean;
  readonly results: readonly Reachability[];
  /** Why the last check could not be made. */
  readonly problem: string | undefined;
  /** What it was made for, see `checkOnce`. */
  readonly occasion: string | undefined;
}

interface ReachabilityStore {
  /** By partition. */
  checks: ReadonlyMap<string, ReachabilityCheck>;
}

const useReachabilityStore = createAppStore<ReachabilityStore>(() => ({ checks: new Map() }));

const unchecked: ReachabilityCheck = {
  isChecking: false,
  results: [],
  problem: undefined,
  occasion: undefined,
};

/** Asks the server to try the addresses of an instance. */
export async function checkReachability(partition: string, occasion?: string): Promise<void> {
  if (checkOf(partition).isChecking) return;
  put(partition, { isChecking: true, ...(occasion !== undefined && { occasion }) });
  try {
    const { results } = await call('checkReachability', { params: { partition } });
    put(partition, { isChecking: false, results, problem: undefined });
  } catch (error) {
    put(partition, { isChecking: false, results: [], problem: messageOf(error) });
  }
}

/** As `checkReachability`, but only the first time for an occasion, for example a run that has ended. */
export async function checkOnce(partition: string, occasion: string): Promise<void> {
  if (checkOf(partition).occasion !== occasion) await checkReachability(partition, occasion);
}

export function useReachability(partition: string): ReachabilityCheck {
  return useReachabilityStore(({ checks }) => checks.get(partition) ?? unchecked);
}

function checkOf(partition: string): ReachabilityCheck {
  return useReachabilityStore.getState().checks.get(partition) ?? unchecked;
}

function put(partition: string, changes: Partial<ReachabilityCheck>): void {
  useReachabilityStore.setState(({ checks }) => ({
    checks: new Map(checks).set(partition, { ...(checks.get(partition) ?? unchecked), ...changes }),
  }));
}
