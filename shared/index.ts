import * as z from 'zod/mini';
import { automationEndpoints, automationEvents } from './automation.ts';
import { hashEndpoints } from './hashes.ts';
import { instanceEndpoints, instanceEvents } from './instances.ts';
import { releaseEndpoints, releaseEvents } from './releases.ts';
import { runEndpoints, runEvents } from './runs.ts';
import { searchEndpoints } from './search.ts';
import { sessionEndpoints, sessionEvents } from './session.ts';
import { workspaceEndpoints, workspaceEvents } from './workspace.ts';

/**
 * The whole REST API, by operation name. The server mounts its handlers from this table, the client calls
 * through it, and `/api/openapi.json` is made from it.
 */
export const endpoints = {
  ...sessionEndpoints,
  ...workspaceEndpoints,
  ...hashEndpoints,
  ...searchEndpoints,
  ...releaseEndpoints,
  ...runEndpoints,
  ...instanceEndpoints,
  ...automationEndpoints,
} as const;

export type EndpointName = keyof typeof endpoints;

/** Something that changed on the server. */
export const LiveEvent = z.discriminatedUnion('topic', [
  ...sessionEvents,
  ...workspaceEvents,
  ...releaseEvents,
  ...runEvents,
  ...instanceEvents,
  ...automationEvents,
]);
export type LiveEvent = z.infer<typeof LiveEvent>;

/** What events are about. */
export type Topic = LiveEvent['topic'];
