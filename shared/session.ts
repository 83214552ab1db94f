import * as z from 'zod/mini';
import type { Endpoints } from './core/endpoint.ts';

/** Readiness of the engine: slapproxy, supervisors and formatted partitions. */
export const EngineStatus = z.object({
  state: z.enum(['starting', 'ready', 'failed']),
  /** What went wrong and what to do, where it failed. */
  message: z.optional(z.string()),
});
export type EngineStatus = z.infer<typeof EngineStatus>;

/** What the page shows of the server it is connected to. */
export const Session = z.object({
  version: z.string(),
  /** Absolute folder of the workspace on the server. */
  workspace: z.string(),
  /** Absolute folders of the partitions and of the installed releases, for what the engine's logs name. */
  folders: z.object({ instances: z.string(), releases: z.string() }),
  engine: EngineStatus,
  /** Largest file, in bytes, that opens in the editor. */
  maxEditableSize: z.int(),
});
export type Session = z.infer<typeof Session>;

const Tab = z.strictObject({ path: z.string().check(z.maxLength(4096)) });

/** What a browser restores on its next visit, from whichever machine. */
export const Layout = z.strictObject({
  tabs: z.array(Tab).check(z.maxLength(100)),
  activePath: z.optional(z.string().check(z.maxLength(4096))),
  expandedFolders: z.array(z.string().check(z.maxLength(4096))).check(z.maxLength(1000)),
  release: z.optional(z.string().check(z.maxLength(2048))),
  /** The chosen instance of that release. */
  reference: z.optional(z.string().check(z.maxLength(255))),
  /** Sizes of panes in per cent, by group and pane. */
  panes: z.record(z.string().check(z.maxLength(64)), z.array(z.number()).check(z.maxLength(8))),
});
export type Layout = z.infer<typeof Layout>;

export const emptyLayout: Layout = { tabs: [], expandedFolders: [], panes: {} };

/** The operations of the page itself, by name. */
export const sessionEndpoints = {
  getSession: {
    method: 'GET',
    path: '/api/session',
    summary: 'Who and what one is connected to.',
    response: Session,
  },
  getLayout: {
    method: 'GET',
    path: '/api/layout',
    summary: 'The tabs and panes that were open last.',
    response: Layout,
  },
  putLayout: {
    method: 'PUT',
    path: '/api/layout',
    summary: 'Keep the tabs and panes that are open.',
    body: Layout,
    bodyLimit: 1024 * 1024,
  },
} as const satisfies Endpoints;

/** What clients are told of, by topic. Each carries the whole new state of what it names. */
export const sessionEvents = [z.object({ topic: z.literal('engine'), engine: EngineStatus })] as const;
