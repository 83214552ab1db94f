import * as z from 'zod/mini';
import { FileEntry } from '../model/file.ts';
import {
  InstalledPart,
  ProcessAction,
  PromiseCheck,
  Reachability,
  RenderedFile,
  SoftwareInstance,
} from '../model/instance.ts';
import { Release, ReleaseSchema } from '../model/release.ts';
import { Run, RunChanges, RunOptions, StepKind, TimelinePart } from '../model/run.ts';
import { SearchResult, SearchTerms } from '../model/search.ts';
import { Automation, Settings } from '../model/settings.ts';
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
  /** Seconds after which a client gives up on an answer, where it may take longer than `answerSeconds`. */
  readonly answerSeconds?: number;
}

/** Seconds without an answer, or without more of it, after which a client gives up on most operations. */
export const answerSeconds = 15;

const ClientPath = z.string().check(z.minLength(1), z.maxLength(4096));
const FileQuery = z.strictObject({ path: ClientPath });
const RunParams = z.strictObject({ run: z.coerce.number().check(z.int(), z.positive()) });
const Name = z.string().check(z.minLength(1), z.maxLength(255));
const PartitionParams = z.strictObject({ partition: z.string().check(z.regex(/^slappart\d{1,4}$/)) });
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
    // A large folder takes its time.
    answerSeconds: 120,
    summary: 'Delete a file or a folder.',
    query: z.strictObject({ path: ClientPath, recursive: z.optional(z.enum(['true', 'false'])) }),
  },
  getMd5: {
    method: 'GET',
    path: '/api/file/md5',
    answerSeconds: 120,
    summary: 'MD5 sum of a file as it is on disk, and where a buildout.hash.cfg lists it.',
    query: FileQuery,
    response: z.object({
      md5: z.string(),
      /** The entry of the nearest buildout.hash.cfg that names the file, by filename or _update_hash_filename_. */
      listedIn: z.optional(z.object({ path: z.string(), section: z.string(), md5sum: z.string() })),
    }),
  },
  searchFiles: {
    method: 'GET',
    path: '/api/search',
    answerSeconds: 60,
    summary: 'The lines of the files below a folder that have a text, or match a regular expression.',
    query: SearchTerms,
    response: SearchResult,
  },
  listReleases: {
    method: 'GET',
    path: '/api/releases',
    summary: 'The software releases of the workspace, and others that SlapOS has, with their two states.',
    response: z.object({ releases: z.array(Release) }),
  },
  getReleaseSchema: {
    method: 'GET',
    path: '/api/releases/{release}/schema',
    summary:
      'The software types of a release and the schemas of their parameters, from its software.cfg.json.',
    params: z.strictObject({ release: Name }),
    response: ReleaseSchema,
  },
  listRuns: {
    method: 'GET',
    path: '/api/runs',
    summary: 'Runs, latest first.',
    query: z.strictObject({
      release: z.optional(z.string()),
      /** Runs with smaller numbers only: the next page of a list. */
      before: z.optional(z.coerce.number().check(z.int(), z.positive())),
      limit: z.optional(z.coerce.number().check(z.int(), z.gte(1), z.lte(500))),
    }),
    response: z.object({ runs: z.array(Run) }),
  },
  startRun: {
    method: 'POST',
    path: '/api/runs',
    answerSeconds: 60,
    summary:
      'Rebuild a release: its software, then its instance, requested as `request` says; or destroy an instance, or remove an installed release.',
    body: RunOptions,
    response: Run,
  },
  getRunChanges: {
    method: 'GET',
    path: '/api/runs/{run}/changes',
    summary: 'What is different from the run before of the same instance.',
    params: RunParams,
    response: RunChanges,
  },
  getRunTimeline: {
    method: 'GET',
    path: '/api/runs/{run}/timeline',
    summary: 'The parts that buildout worked on, in order, with their times.',
    params: RunParams,
    response: z.object({ parts: z.array(TimelinePart) }),
  },
  readRunInput: {
    method: 'GET',
    path: '/api/runs/{run}/input',
    summary: 'An input of a run as it was when the run began.',
    params: RunParams,
    query: FileQuery,
    response: 'bytes',
  },
  stopRun: {
    method: 'POST',
    path: '/api/runs/{run}/stop',
    answerSeconds: 60,
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
  actOnProcesses: {
    method: 'POST',
    path: '/api/instances/{partition}/processes/{action}',
    // As long as the engine itself may take, and then says why; likewise below.
    answerSeconds: 1210,
    summary: 'Start, stop or restart one process of an instance, or all of them.',
    params: z.extend(PartitionParams, { action: ProcessAction }),
    body: z.strictObject({ process: z.optional(Name) }),
  },
  readProcessOutput: {
    method: 'GET',
    path: '/api/instances/{partition}/processes/{process}/output',
    summary: 'Bytes of what a process wrote; understands Range.',
    params: z.extend(PartitionParams, { process: Name }),
    query: z.strictObject({ download: z.optional(z.enum(['true', 'false'])) }),
    response: 'bytes',
  },
  runPromises: {
    method: 'POST',
    path: '/api/instances/{partition}/promises/run',
    answerSeconds: 610,
    summary: 'Check one promise of an instance now, or all of them. Answers when that is done.',
    params: PartitionParams,
    body: z.strictObject({ promise: z.optional(Name) }),
  },
  getPromiseHistory: {
    method: 'GET',
    path: '/api/instances/{partition}/promises/history',
    summary: 'Earlier checks of each promise of an instance, latest last; at most 100 each.',
    params: PartitionParams,
    response: z.object({ promises: z.record(z.string(), z.array(PromiseCheck)) }),
  },
  checkReachability: {
    method: 'POST',
    path: '/api/instances/{partition}/reachability',
    answerSeconds: 60,
    summary: 'Try the addresses that an instance published, from the server.',
    params: PartitionParams,
    response: z.object({ results: z.array(Reachability) }),
  },
  listRendered: {
    method: 'GET',
    path: '/api/instances/{partition}/rendered',
    summary: 'What templates made for an instance, from the profile of its release to files of its own.',
    params: PartitionParams,
    response: z.object({ files: z.array(RenderedFile) }),
  },
  listInstalled: {
    method: 'GET',
    path: '/api/instances/{partition}/installed',
    summary: 'The parts of an instance, read from its .installed.cfg.',
    params: PartitionParams,
    response: z.object({ parts: z.array(InstalledPart) }),
  },
  getSettings: {
    method: 'GET',
    path: '/api/settings',
    summary: 'What is done without pressing a button, how much is kept, and what keeping converged did last.',
    response: z.object({ settings: Settings, automation: Automation }),
  },
  putSettings: {
    method: 'PUT',
    path: '/api/settings',
    // Runs that are to be kept no longer are removed.
    answerSeconds: 60,
    summary: 'Change the settings.',
    body: Settings,
  },
  stopServices: {
    method: 'POST',
    path: '/api/services/stop',
    answerSeconds: 70,
    summary: 'Stop the services of all instances; the next run starts those that it works on.',
  },
} as const satisfies Record<string, Endpoint>;

export type EndpointName = keyof typeof endpoints;
