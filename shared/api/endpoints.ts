import * as z from 'zod/mini';
import { FileEntry } from '../model/file.ts';
import { SoftwareInstance } from '../model/instance.ts';
import { Release } from '../model/release.ts';
import { Run, StepKind } from '../model/run.ts';
import { Layout, Session } from './session.ts';

/** One operation of the REST API. `{name}` in the path stands for a value of `params`. */
export interface Endpoint {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  /** One sentence for the OpenAPI document. */
  readonly summary: string;
  readonly params?: z.ZodMiniType;
  readonly query?: z.ZodMiniType;
  readonly body?: z.ZodMiniType;
  /** A schema for JSON answers; `bytes` for files and logs; nothing for 204. */
  readonly response?: z.ZodMiniType | 'bytes';
  /** The request must carry `If-Match` or `If-None-Match`. */
  readonly conditional?: true;
}

const ClientPath = z.string().check(z.minLength(1), z.maxLength(4096));
const FileQuery = z.strictObject({ path: ClientPath });
const RunParams = z.strictObject({ run: z.coerce.number().check(z.int(), z.positive()) });
const Saved = z.object({ etag: z.string() });

/**
 * The whole REST API, by operation name. The server mounts its handlers from this table, the client calls
 * through it, and `/api/openapi.json` is made from it.
 */
export const endpoints = {
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
  },
  listFolder: {
    method: 'GET',
    path: '/api/folder',
    summary: 'The entries of a folder, hidden ones too, folders first, by name.',
    query: FileQuery,
    response: z.object({ entries: z.array(FileEntry) }),
  },
  createFolder: {
    method: 'POST',
    path: '/api/folder',
    summary: 'Create a folder, with the folders above it.',
    body: z.strictObject({ path: ClientPath }),
  },
  readFile: {
    method: 'GET',
    path: '/api/file',
    summary:
      'The bytes of a file. The ETag is a hash of them; `X-Content-Kind` says text or binary. With `download`, a file of any size, without these two.',
    query: z.extend(FileQuery, { download: z.optional(z.enum(['true', 'false'])) }),
    response: 'bytes',
  },
  writeFile: {
    method: 'PUT',
    path: '/api/file',
    summary: 'Replace a text file (If-Match) or create it (If-None-Match: *), atomically.',
    query: FileQuery,
    body: z.strictObject({ text: z.string() }),
    response: Saved,
    conditional: true,
  },
  moveEntry: {
    method: 'POST',
    path: '/api/entry/move',
    summary: 'Rename or move a file or folder; never over an existing one.',
    body: z.strictObject({ from: ClientPath, to: ClientPath }),
  },
  deleteEntry: {
    method: 'DELETE',
    path: '/api/entry',
    summary: 'Delete a file or a folder.',
    query: z.strictObject({ path: ClientPath, recursive: z.optional(z.enum(['true', 'false'])) }),
  },
  getMd5: {
    method: 'GET',
    path: '/api/file/md5',
    summary: 'MD5 sum of a file as it is on disk, and where a buildout.hash.cfg lists it.',
    query: FileQuery,
    response: z.object({
      md5: z.string(),
      /** The entry of the nearest buildout.hash.cfg that names the file, by filename or _update_hash_filename_. */
      listedIn: z.optional(z.object({ path: z.string(), section: z.string(), md5sum: z.string() })),
    }),
  },
  listReleases: {
    method: 'GET',
    path: '/api/releases',
    summary: 'The software releases of the workspace with their two states.',
    response: z.object({ releases: z.array(Release) }),
  },
  listRuns: {
    method: 'GET',
    path: '/api/runs',
    summary: 'Runs, latest first.',
    query: z.strictObject({
      release: z.optional(z.string()),
      limit: z.optional(z.coerce.number().check(z.int(), z.gte(1), z.lte(500))),
    }),
    response: z.object({ runs: z.array(Run) }),
  },
  startRun: {
    method: 'POST',
    path: '/api/runs',
    summary: 'Rebuild a release: its software, then its instance.',
    body: z.strictObject({ release: z.string().check(z.minLength(1), z.maxLength(255)) }),
    response: Run,
  },
  stopRun: {
    method: 'POST',
    path: '/api/runs/{run}/stop',
    summary: 'Stop a run and everything it started. Answers when it has stopped.',
    params: RunParams,
    response: Run,
  },
  readLog: {
    method: 'GET',
    path: '/api/runs/{run}/logs/{step}',
    summary: 'Bytes of a log; understands Range.',
    params: z.extend(RunParams, { step: StepKind }),
    query: z.strictObject({ download: z.optional(z.enum(['true', 'false'])) }),
    response: 'bytes',
  },
  listInstances: {
    method: 'GET',
    path: '/api/instances',
    summary: 'The instances with what they published, their processes and promises.',
    response: z.object({ instances: z.array(SoftwareInstance) }),
  },
  stopServices: {
    method: 'POST',
    path: '/api/services/stop',
    summary: 'Stop the services of all instances; the next run starts those that it works on.',
  },
} as const satisfies Record<string, Endpoint>;

export type EndpointName = keyof typeof endpoints;
