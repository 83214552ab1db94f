import * as z from 'zod/mini';
import {
  ProcessAction,
  PromiseCheck,
  PendingRequest,
  PromiseResult,
  RequestRules,
  ServiceProcess,
  SharedInstance,
  SoftwareInstance,
} from './instances.ts';
import { InstanceRequest, RunAction, RunScope, SharedRequest, StepKind, StepResult } from './runs.ts';
import { StepState } from './status.ts';

/**
 * The contract between the server and the engine host: its methods, its events, and the files that it writes into the
 * folder of a run. The server is typed by it, `npm run contract` writes `engine/webrunner_engine/kit/contract.py` from it, and
 * the stand-in engine of the tests implements it.
 *
 * Both talk in lines of JSON:
 *
 *     request   {"id": 1, "method": "…", "params": {…}}
 *     answer    {"id": 1, "result": …}  or  {"id": 1, "error": {"code": "…", "message": "…"}}
 *     event     {"event": "…", "data": {…}}
 */

/** A method of the host: what it takes, what it answers, and how long it may take. */
interface Method {
  readonly summary: string;
  /** Strict: the host refuses what is not of the contract. */
  readonly params: z.ZodMiniObject;
  readonly result: z.ZodMiniType;
  readonly answerSeconds: number;
}

/** A process as the engine knows it. */
export const EngineProcess = z.extend(ServiceProcess, {
  /** Absolute path of the file that its output is kept in. */
  log: z.optional(z.string()),
});
export type EngineProcess = z.infer<typeof EngineProcess>;

/** A shared instance as the engine knows it. */
export const SharedSnapshot = z.extend(z.omit(SharedInstance, { connectionProblems: true }), {
  /** Partition of the instance that requested it, where it was not a user. */
  requestedBy: z.optional(z.string()),
});

/**
 * An instance as the engine knows it: by its partition alone, which is one of this computer. Its release is a URL, and it
 * says where the output of processes is kept.
 */
export const InstanceSnapshot = z.extend(
  z.omit(SoftwareInstance, { computer: true, release: true, connectionProblems: true }),
  {
    url: z.string(),
    /** Partition of the instance that requested it, where it was not a user. */
    requestedBy: z.optional(z.string()),
    processes: z.array(EngineProcess),
    sharedInstances: z.optional(z.array(SharedSnapshot)),
    /** Whether the supervisor of its processes answers. */
    supervisor: z.optional(z.enum(['running', 'down'])),
  },
);
export type InstanceSnapshot = z.infer<typeof InstanceSnapshot>;

const nothing = z.strictObject({});
const done = z.object({});
const Text = z.string().check(z.minLength(1));
/** State that a run has ended in, or that it was left in. */
const EndState = z.enum(['completed', 'promiseFailed', 'failed', 'cancelled', 'interrupted']);

/** The methods of the host, by name. */
export const engineMethods = {
  open: {
    summary: 'Start the SlapOS node or attach to it again, and format its partitions when something changed.',
    params: z.strictObject({ partitions: z.int().check(z.gte(1), z.lte(200)) }),
    result: z.object({ softwareRoot: z.string(), instanceRoot: z.string(), masterUrl: z.string() }),
    answerSeconds: 180,
  },
  'run.start': {
    summary: 'Fork the leader of a run, which outlives the host. Answers its pid when the run is on record.',
    params: z.strictObject({
      /** Folder of the run, which exists. */
      directory: Text,
      release: z.object({ name: z.string(), url: Text }),
      /** Partition reference of the instance. */
      reference: Text,
      /** Of a rebuild; the other actions are one step by their nature. */
      steps: z.optional(z.readonly(z.array(StepKind))),
      /** Default: `rebuild`. */
      action: z.optional(RunAction),
      /** Default: `one`. */
      scope: z.optional(RunScope),
      /** Have buildout tell all it does (`-vvvv`). Default: false. */
      verbose: z.optional(z.boolean()),
      /** Build also what seems finished. Default: true. */
      force: z.optional(z.boolean()),
      /** Build the Python that a release names first, and all else under it. Default: true. */
      rebootstrap: z.optional(z.boolean()),
      /** What is asked of the Master; what is left out stays as it is. */
      request: z.optional(InstanceRequest),
      /** The shared instance that is asked of it, before the instance is deployed. */
      shared: z.optional(SharedRequest),
      /** Of the instance to destroy, where another one requested it: `reference` is the name that it was given. */
      partition: z.optional(Text),
    }),
    result: z.object({ pid: z.int() }),
    answerSeconds: 30,
  },
  'run.stop': {
    summary: 'Cancel a run, also one that an earlier host started. Answers its state when it has ended.',
    params: z.strictObject({ directory: Text }),
    result: z.object({ state: EndState }),
    answerSeconds: 30,
  },
  'run.check': {
    summary: 'Whether the leader of a run is alive.',
    params: z.strictObject({ directory: Text }),
    result: z.object({ alive: z.boolean() }),
    answerSeconds: 20,
  },
  snapshot: {
    summary:
      'Instances with their processes, promises and parameters, as they are on disk and in supervisor.',
    params: nothing,
    result: z.object({ instances: z.array(InstanceSnapshot) }),
    answerSeconds: 20,
  },
  releases: {
    summary: 'URLs of the releases that the Master has: supplied, and not removed since.',
    params: nothing,
    result: z.object({ urls: z.array(z.string()) }),
    answerSeconds: 20,
  },
  'rules.read': {
    summary: 'How requests of instances are answered that this node does not serve.',
    params: nothing,
    result: RequestRules,
    answerSeconds: 20,
  },
  'rules.write': {
    summary: 'Replace the rules; they count from the next request on.',
    params: RequestRules,
    result: done,
    answerSeconds: 20,
  },
  'process.action': {
    summary: 'Start, stop or restart one process of a partition, or all of them.',
    params: z.strictObject({ partition: Text, action: ProcessAction, name: z.optional(Text) }),
    result: done,
    // One after the other, and each process has a minute to stop.
    answerSeconds: 1200,
  },
  'promise.run': {
    summary: 'Check one promise of a partition now, or all of them.',
    params: z.strictObject({ partition: Text, name: z.optional(Text) }),
    result: done,
    answerSeconds: 600,
  },
  'promise.due': {
    summary: 'Check the promises of all started partitions whose time has come; an anomaly bangs.',
    params: nothing,
    result: z.object({
      /** Number of promises that were checked. */
      checked: z.int(),
      /** Those that are failed now, as `slappart0/name.py`. */
      failed: z.array(z.string()),
      /** Partitions for which there was a bang. */
      bangs: z.array(z.string()),
    }),
    answerSeconds: 1200,
  },
  'promise.history': {
    summary: 'Earlier checks of the promises of a partition, by promise, latest last.',
    params: z.strictObject({ partition: Text }),
    result: z.object({ promises: z.record(z.string(), z.array(PromiseCheck)) }),
    answerSeconds: 20,
  },
  'services.stop': {
    summary: 'Stop the processes of all instances.',
    params: nothing,
    result: done,
    answerSeconds: 60,
  },
  shutdown: {
    summary: 'Stop services, supervisors and slapproxy. The host ends after the answer.',
    params: nothing,
    result: done,
    answerSeconds: 60,
  },
} as const satisfies Readonly<Record<string, Method>>;

export type EngineMethod = keyof typeof engineMethods;
export type EngineParams<Name extends EngineMethod> = z.infer<(typeof engineMethods)[Name]['params']>;
export type EngineResult<Name extends EngineMethod> = z.infer<(typeof engineMethods)[Name]['result']>;

/** What answers the methods: one function for each. */
export type EngineHandlers = {
  readonly [Name in EngineMethod]: (
    params: EngineParams<Name>,
  ) => EngineResult<Name> | Promise<EngineResult<Name>>;
};

/** Every code of an error that the host answers or ends with. */
export const EngineErrorCode = z.enum([
  'bad_request',
  'unknown_method',
  'not_open',
  'not_found',
  'run_in_progress',
  'has_instances',
  'engine_failed',
  // What waiting does not fix:
  'root',
  'path_too_deep',
  'odd_path',
]);
export type EngineErrorCode = z.infer<typeof EngineErrorCode>;

/** What the host says of its own accord, by name. */
export const engineEvents = {
  /** The first line: it can be asked. */
  ready: z.object({ pid: z.int() }),
  /** Why it cannot work at all; it ends after that. */
  fatal: z.object({ code: EngineErrorCode, message: z.string() }),
} as const;

export type EngineEvent = {
  [Name in keyof typeof engineEvents]: { event: Name; data: z.infer<(typeof engineEvents)[Name]> };
}[keyof typeof engineEvents];

const Parameters = z.record(z.string(), z.json());

/** A step as the leader of its run writes it down. */
export const StepStatus = z.object({
  kind: StepKind,
  state: z.enum(['queued', 'running', 'completed', 'promiseFailed', 'failed', 'cancelled']),
  /** The first one, where there are several. */
  command: z.optional(z.string()),
  /** The first command lines of buildout, in order. */
  buildout: z.optional(z.array(z.string())),
  startedAt: z.optional(z.iso.datetime()),
  finishedAt: z.optional(z.iso.datetime()),
  durationMs: z.optional(z.number()),
  exitCode: z.optional(z.int()),
  reason: z.optional(z.string()),
  /** With scope `all`; the subject is the URL of a release, or a partition. */
  results: z.optional(z.array(StepResult)),
});
export type StepStatus = z.infer<typeof StepStatus>;

/** `status.json`, which only the leader of the run writes. */
export const RunStatus = z.object({
  version: z.literal(1),
  pid: z.int(),
  /** Field 22 of /proc/<pid>/stat: with it and the boot, the pid names one process for ever. */
  startTime: z.string(),
  bootId: z.string(),
  partition: z.optional(z.string()),
  finished: z.boolean(),
  steps: z.array(StepStatus),
  /** What the instance was asked with, when the instance step ended. */
  requested: z.optional(Parameters),
  /** With scope `all`: what each instance was asked with, by partition. */
  requestedOf: z.optional(z.record(z.string(), Parameters)),
  /** What was published by then, by partition; with scope `all` by all instances. */
  published: z.optional(z.record(z.string(), Parameters)),
});
export type RunStatus = z.infer<typeof RunStatus>;

/** A line of a profile as the engine names it: an absolute file name, or an address; from 1. */
export const FailurePlace = z.object({ file: z.string(), line: z.optional(z.int()) });
export type FailurePlace = z.infer<typeof FailurePlace>;

/** Why a build failed, as buildout itself knows it. */
export const Failure = z.object({
  /** One sentence. */
  message: z.string(),
  /** What was printed of it: what the build was at, a line each from the outermost on, then the error, with its traceback. */
  text: z.string(),
  /** The section that was worked on. */
  section: z.optional(z.string()),
  /** The option of it that was being read. */
  option: z.optional(z.string()),
  /** Where that stands. */
  place: z.optional(FailurePlace),
  /** Where options of the section stand that errors are about, by name. */
  places: z.optional(z.record(z.string(), FailurePlace)),
});
export type Failure = z.infer<typeof Failure>;

/** A line of the file of parts, which buildout writes while it works in `folder`; `t` in seconds since the epoch. */
export const PartEvent = z.discriminatedUnion('event', [
  /** While its profiles are read, where that takes over a second: how many files so far. */
  z.object({ event: z.literal('reading'), t: z.number(), folder: z.string(), files: z.int() }),
  z.object({ event: z.literal('parts'), t: z.number(), folder: z.string(), total: z.int() }),
  z.object({
    event: z.literal('begin'),
    t: z.number(),
    folder: z.string(),
    part: z.string(),
    action: z.enum(['install', 'update', 'uninstall']),
  }),
  z.object({ event: z.literal('end'), t: z.number(), folder: z.string(), part: z.string(), ok: z.boolean() }),
  z.object({ event: z.literal('failure'), t: z.number(), folder: z.string(), failure: Failure }),
]);
export type PartEvent = z.infer<typeof PartEvent>;

/** Names of the files that the engine writes into the folder of a run. */
export const runFiles = {
  status: 'status.json',
  /** What a step printed. */
  log: { software: 'software.log', instance: 'instance.log' },
  /** `PartEvent`s of a step, a line each. */
  parts: { software: 'software.parts.jsonl', instance: 'instance.parts.jsonl' },
} as const satisfies Readonly<Record<string, string | Readonly<Record<StepKind, string>>>>;

/** What the Python side has names for, beside params and results of the methods. */
export const engineTypes = {
  StepKind,
  RunAction,
  RunScope,
  InstanceRequest,
  SharedRequest,
  ProcessAction,
  EngineProcess,
  PromiseResult,
  PromiseCheck,
  SharedSnapshot,
  PendingRequest,
  RequestRules,
  InstanceSnapshot,
  StepState,
  StepResult,
  StepStatus,
  RunStatus,
  FailurePlace,
  Failure,
  EngineErrorCode,
} as const;
