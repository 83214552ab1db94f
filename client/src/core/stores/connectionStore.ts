import type { EngineStatus, Session } from '../../../../shared/session.ts';
import { createAppStore } from './createAppStore.ts';

/**
 * `connecting` is the first attempt, `offline` a lost connection that is being restored. `signedOut` and
 * `incompatible` end it: the page has to be loaded again.
 */
export type ConnectionState = 'connecting' | 'live' | 'offline' | 'signedOut' | 'incompatible';

/** How a connection was lost. */
export type ConnectionLoss = 'closed' | 'silent';

interface ConnectionStore {
  state: ConnectionState;
  /** When the state began, in ms since the epoch. */
  since: number;
  /** When the next attempt is due, while offline. */
  retryAt: number | undefined;
  /** While offline: `silent` where nothing came any more over a connection that looked open. */
  loss: ConnectionLoss;
  session: Session | undefined;
  engine: EngineStatus;
}

export const useConnectionStore = createAppStore<ConnectionStore>(() => ({
  state: 'connecting',
  since: Date.now(),
  retryAt: undefined,
  loss: 'closed',
  session: undefined,
  engine: { state: 'starting' },
}));

export function setConnectionState(
  state: ConnectionState,
  retryAt?: number,
  loss: ConnectionLoss = 'closed',
): void {
  useConnectionStore.setState((old) => ({
    state,
    retryAt,
    loss,
    since: old.state === state ? old.since : Date.now(),
  }));
}

export function setSession(session: Session): void {
  useConnectionStore.setState({ session, engine: session.engine });
}

export function setEngine(engine: EngineStatus): void {
  useConnectionStore.setState({ engine });
}

/** Whether the server hears what is asked now. */
export function isLive(): boolean {
  return useConnectionStore.getState().state === 'live';
}
