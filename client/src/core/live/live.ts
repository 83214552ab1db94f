import { AppError } from '../../../../shared/core/errors.ts';
import type { Topic } from '../../../../shared/index.ts';
import { call } from '../api/client.ts';
import type { EventOf, Topics } from '../feature.ts';
import { setConnectionState, useConnectionStore } from '../stores/connectionStore.ts';
import { pendingNow } from '../api/pendingRequests.ts';
import { reportFailure } from '../commands/reportFailure.ts';
import { countEvent } from './eventCounts.ts';
import { LiveConnection } from './liveConnection.ts';
import type { LogHandlers, LogPosition } from './logStreams.ts';

/** How long the first connection leaves the page to itself, in ms. */
const firstRefresh = 1500;

let connection: LiveConnection | undefined;
let connectedBefore = false;
/** The connection is up, and the page has taken note of it. */
let settled = false;
/** How many connections were lost. */
let losses = 0;
/** Something may be left of a network that let nothing through. */
let fellSilent = false;
/** Fetches all that is shown; set when the page starts. */
let refreshEverything = (): void => undefined;
const resetListeners = new Set<() => void>();

/** Where news go. */
export interface LiveTargets {
  readonly topics: Topics;
  /** Fetches all that the stores mirror of the server. */
  readonly refreshAll: () => void;
}

/** Opens the WebSocket of the page and keeps the stores true. Called once, outside React. */
export function startLive({ topics, refreshAll }: LiveTargets): void {
  refreshEverything = () => {
    refreshAll();
    for (const listener of resetListeners) listener();
  };
  connection = new LiveConnection({
    onEvent: (event) => {
      countEvent(event.topic);
      give(topics, event.topic, event);
    },
    onReset: () => {
      // The page has just fetched everything: what changed meanwhile can wait until it has been painted.
      if (!connectedBefore) setTimeout(refreshEverything, firstRefresh);
      else if (settled) refreshEverything();
    },
    onLive: () => reportFailure(comeBack()),
    onOffline: (retryAt) => {
      settled = false;
      losses++;
      setConnectionState('offline', retryAt, fellSilent ? 'silent' : 'closed');
    },
    onSilence: () => {
      fellSilent = true;
      pendingNow()();
    },
    onSignedOut: () => setConnectionState('signedOut'),
    onIncompatible: () => setConnectionState('incompatible'),
    isSignedOut,
  });
}

/** The connection is up. After a loss everything is asked anew: also what was asked meanwhile got no answer. */
async function comeBack(): Promise<void> {
  const isReturn = connectedBefore || useConnectionStore.getState().state === 'offline';
  connectedBefore = settled = true;
  const lossesBefore = losses;
  if (fellSilent) await leaveDeadConnections();
  // Lost again meanwhile.
  if (losses !== lossesBefore) return;
  setConnectionState('live');
  if (isReturn) refreshEverything();
}

/** Connections that a browser opens to one server. */
const poolSize = 6;

/**
 * After a silence the browser may go on using connections that the network has forgotten, each of which would cost a request
 * its full time. What was asked before has a moment to be answered; then every connection is tried, and the dead ones end.
 */
async function leaveDeadConnections(): Promise<void> {
  const giveUp = pendingNow();
  await new Promise((resolve) => setTimeout(resolve, 500));
  giveUp();
  await Promise.allSettled(Array.from({ length: poolSize }, () => call('getSession', { limit: 3 })));
  fellSilent = false;
}

/**
 * Follows a log, of a step or of a process, from a byte offset (negative: from the end), across lost connections and reloads
 * of the server. Returns what ends it.
 */
export function openLog(position: LogPosition, handlers: LogHandlers): () => void {
  if (!connection) throw new Error('startLive has not been called');
  return connection.openLog(position, handlers);
}

/** Tries to connect now, for the impatient. */
export function reconnectNow(): void {
  connection?.retryNow();
}

/** Calls `listener` when events were missed and everything has to be asked anew. Returns what unregisters it. */
export function onLiveReset(listener: () => void): () => void {
  resetListeners.add(listener);
  return () => resetListeners.delete(listener);
}

function give<T extends Topic>(topics: Topics, topic: T, event: EventOf[T]): void {
  topics[topic](event);
}

async function isSignedOut(): Promise<boolean> {
  try {
    await call('getSession');
    return false;
  } catch (error) {
    return error instanceof AppError && error.code === 'unauthenticated';
  }
}
