import type { EndpointName, LiveEvent } from '../../shared/index.ts';
import type { Handlers } from './http/routes.ts';
import type { Disposable } from './kit/lifecycle.ts';
import type { Sockets } from './sockets/upgrade.ts';

/** Publishes the news of a feature from now on, until it is disposed of. */
export type EventSource = (publish: (event: LiveEvent) => void) => Disposable;

/** What a feature offers to clients: the operations `Name` of the API, and where it has them events and WebSockets. */
export interface Feature<Name extends EndpointName = never> {
  readonly handlers: Pick<Handlers, Name>;
  readonly events?: readonly EventSource[];
  readonly sockets?: Sockets;
}
