import * as z from 'zod/mini';
import { ClientPath } from './core/endpoint.ts';
import type { Endpoints } from './core/endpoint.ts';
import { ComputerName, InstanceId, PartitionName } from './identity.ts';
import { jobNames, stepNames } from './jobs.ts';
import { Problem } from './profile/problem.ts';
import { ReleaseName } from './releaseName.ts';
import { StepState } from './status.ts';

/** The `slapos node` sub-command that a step of a run executes. */
export const StepKind = z.enum(stepNames);
export type StepKind = z.infer<typeof StepKind>;

/**
 * The job that a run carries out. `rebuild` installs the software and deploys the instance; `destroy` takes an instance
 * and all its data away, `remove` the installed software of a release. The files of the workspace stay.
 */
export const RunAction = z.enum(jobNames);
export type RunAction = z.infer<typeof RunAction>;

/** Who asked for a run: a user, rebuild on save, or keeping converged, after a bang or since a day has gone. */
export const RunTrigger = z.enum(['user', 'save', 'bang', 'daily']);
export type RunTrigger = z.infer<typeof RunTrigger>;

/** `one`: the release and the instance that are named. `all`: every release that was ever built, every instance. */
export const RunScope = z.enum(['one', 'all']);
export type RunScope = z.infer<typeof RunScope>;

/** Name that an instance is requested by (SlapOS: partition reference). */
export const InstanceReference = z
  .string()
  .check(
    z.minLength(1),
    z.maxLength(100),
    z.regex(/^[\w][\w .@+-]*$/u, 'letters, digits, and . _ - @ + or spaces'),
  );

/** State that an instance is asked to be in. */
export const RequestedState = z.enum(['started', 'stopped']);
export type RequestedState = z.infer<typeof RequestedState>;

/** What is asked of the Master for an instance; what is left out stays as it was. */
export const InstanceRequest = z.strictObject({
  softwareType: z.optional(z.string().check(z.minLength(1), z.maxLength(255))),
  /**
   * All parameters: one that is not here is taken away. An empty text or null is the same as no parameter, unless the
   * release has them serialised as JSON.
   */
  parameters: z.optional(z.record(z.string().check(z.minLength(1), z.maxLength(255)), z.json())),
  state: z.optional(RequestedState),
});
export type InstanceRequest = z.infer<typeof InstanceRequest>;

/**
 * What is asked of the Master for a shared instance, which lives in the partition of its host; what is left out stays as it
 * was.
 */
export const SharedRequest = z.strictObject({
  /** Name that it is requested by. */
  reference: InstanceReference,
  /** Partition of its host, in the tree of the instance that the run is about. Default: that instance itself. */
  host: z.optional(PartitionName),
  parameters: InstanceRequest.shape.parameters,
  /** `destroyed`: its host is to serve it no more. Default: `started`. */
  state: z.optional(z.enum(['started', 'destroyed'])),
});
export type SharedRequest = z.infer<typeof SharedRequest>;

/** What a client asks for when it starts a run. */
export const RunOptions = z.strictObject({
  /** Its name, which is its URL where it is not of the workspace. */
  release: ReleaseName,
  /** Default: the first reference of the release, see `firstReference`. */
  reference: z.optional(InstanceReference),
  action: z.optional(RunAction),
  /** For `destroy`, of an instance that another one requested: its partition; `reference` is the name that it was given. */
  partition: z.optional(PartitionName),
  /** For `destroy`: the computer that the instance is on. Default: this one, `local`. */
  computer: z.optional(ComputerName),
  /** Default: both, software first. Ignored for `destroy` and `remove`. */
  steps: z.optional(z.array(StepKind).check(z.minLength(1), z.maxLength(2))),
  scope: z.optional(RunScope),
  /** Have buildout tell all it does (`-vvvv`). */
  verbose: z.optional(z.boolean()),
  /** Build also what seems finished (`--force`). Default: true. */
  force: z.optional(z.boolean()),
  request: z.optional(InstanceRequest),
  /** Of a rebuild: a shared instance to request, edit or destroy, with its host as the instance; needs the step "instance". */
  shared: z.optional(SharedRequest),
  /** For `destroy` (also of a shared instance) the reference, for `remove` the name of the release, typed by the user. */
  confirm: z.optional(z.string().check(z.maxLength(2048))),
  /** Chosen anew for each wish: asked again with the same one, because an answer was lost, the server starts no second run. */
  requestId: z.optional(z.uuid()),
});
export type RunOptions = z.infer<typeof RunOptions>;

/** The part that buildout works on. */
export const StepProgress = z.object({
  part: z.string(),
  /** Counted from 1. */
  index: z.int(),
  total: z.int(),
  /** Set before the first part, while profiles are read: how many files so far. */
  reading: z.optional(z.int()),
  /** Set where a release is built: its name, or its URL where it is not of the workspace. */
  release: z.optional(z.string()),
  /** Set where a partition, of the run's computer, is deployed. */
  partition: z.optional(z.string()),
});
export type StepProgress = z.infer<typeof StepProgress>;

/** How one release or partition came out of a step that worked on all. */
export const StepResult = z.object({
  /** Name of the release (its URL where it is not of the workspace), or the partition of the run's computer. */
  subject: z.string(),
  state: StepState,
  reason: z.optional(z.string()),
});
export type StepResult = z.infer<typeof StepResult>;

/**
 * One `slapos node` command of a run, with its own log. `startedAt` and `finishedAt` are for reading;
 * `durationMs` was measured with a monotonic clock. `logSize` is in bytes.
 */
export const RunStep = z.object({
  kind: StepKind,
  state: StepState,
  /** The exact command line, as one would type it. */
  command: z.optional(z.string()),
  /** The command lines of buildout that it executed in its turn, in order; at most 50. */
  buildout: z.optional(z.array(z.string())),
  startedAt: z.optional(z.iso.datetime()),
  finishedAt: z.optional(z.iso.datetime()),
  durationMs: z.optional(z.number()),
  /** How long it took in earlier runs like this one. */
  expectedMs: z.optional(z.number()),
  /** While it is running. */
  progress: z.optional(StepProgress),
  /** slapgrid's: 0 done, 1 failed, 2 a promise failed, 10 another slapos holds the lock. */
  exitCode: z.optional(z.int()),
  /** One sentence for the user: why the step ended in another state than `completed`. */
  reason: z.optional(z.string()),
  /** With scope `all`. */
  results: z.optional(z.array(StepResult)),
  /** Why it failed, and where; once the run is over. */
  problems: z.optional(z.array(Problem)),
  logSize: z.int(),
});
export type RunStep = z.infer<typeof RunStep>;

/**
 * One press of Rebuild: the steps are executed in order, up to the first that fails. In a run on all the instances of
 * releases that were built are deployed, also where another release failed.
 */
export const Run = z.object({
  /** Ascending in time, never reused; not a date, so that a clock that jumps does no harm. */
  id: z.int(),
  /** Name of the software release, for example `helloworld`. */
  release: z.string(),
  /** Reference of the instance that it is about. */
  reference: z.string(),
  action: RunAction,
  trigger: RunTrigger,
  scope: RunScope,
  verbose: z.boolean(),
  force: z.boolean(),
  /** With trigger `bang`: the alarm that it answers. */
  alarm: z.optional(z.extend(InstanceId, { message: z.string() })),
  /** The computer that it works on: partitions that steps tell of are of this one. */
  computer: ComputerName,
  /** The shared instance that it was asked for, whose host it deploys. */
  shared: z.optional(z.omit(SharedRequest, { parameters: true })),
  /** Partition that the instance step works on, once the request has been answered. */
  partition: z.optional(PartitionName),
  /** Commit that the workspace was at, where git keeps it; `dirty`: with changes on top. */
  revision: z.optional(z.object({ commit: z.string(), dirty: z.boolean() })),
  createdAt: z.iso.datetime(),
  /** The state of the whole: that of the first step that did not complete, else `completed`. */
  state: StepState,
  steps: z.array(RunStep),
});
export type Run = z.infer<typeof Run>;

/** The instance that a run works on, once its request has been answered: undefined before. */
export function instanceOfRun({
  computer,
  partition,
}: Pick<Run, 'computer' | 'partition'>): InstanceId | undefined {
  return partition === undefined ? undefined : { computer, partition };
}

/** A file that was added, changed or deleted. */
export const InputChange = z.object({
  /** Client path. */
  path: z.string(),
  kind: z.enum(['added', 'changed', 'deleted']),
});
export type InputChange = z.infer<typeof InputChange>;

/** A parameter that differs; `before` is missing where it is new, `after` where it is gone. */
export const ParameterChange = z.object({
  /** Partition, on the run's computer, of the instance that it is of, in a run on all. */
  partition: z.optional(z.string()),
  name: z.string(),
  before: z.optional(z.json()),
  after: z.optional(z.json()),
});
export type ParameterChange = z.infer<typeof ParameterChange>;

/**
 * What is different in a run from the run before it of the same release and instance; of a run on all, from the last run
 * before it that had to do with each release or instance.
 */
export const RunChanges = z.object({
  /** The run before; missing where this one was the first (then everything is `added`), and for a run on all. */
  since: z.optional(z.int()),
  inputs: z.array(InputChange),
  /** What the instance was asked with. */
  parameters: z.array(ParameterChange),
  /** What the instance published when the run ended; empty before that. */
  connection: z.array(ParameterChange),
});
export type RunChanges = z.infer<typeof RunChanges>;

/** The work of buildout on one part; times in ms since the start of the step. */
export const TimelinePart = z.object({
  step: StepKind,
  /** Set where a release was built: its name, or its URL where it is not of the workspace. */
  release: z.optional(z.string()),
  /** Set where a partition, of the run's computer, was deployed. */
  partition: z.optional(z.string()),
  part: z.string(),
  action: z.enum(['install', 'update', 'uninstall']),
  startMs: z.number(),
  /** Missing while it goes on, or where it never ended. */
  durationMs: z.optional(z.number()),
  failed: z.optional(z.boolean()),
});
export type TimelinePart = z.infer<typeof TimelinePart>;

/** What a step of a run prints: it ends with the step. */
export const StepLog = z.strictObject({ run: z.int(), step: StepKind });
export type StepLog = z.infer<typeof StepLog>;

const RunParams = z.strictObject({ run: z.coerce.number().check(z.int(), z.positive()) });

/** The operations of this feature, by name. */
export const runEndpoints = {
  listRuns: {
    method: 'GET',
    path: '/api/runs',
    summary: 'Runs, latest first.',
    query: z.strictObject({
      release: z.optional(ReleaseName),
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
    query: z.strictObject({ path: ClientPath }),
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
} as const satisfies Endpoints;

/** What clients are told of, by topic. Each carries the whole new state of what it names. */
export const runEvents = [z.object({ topic: z.literal('run'), run: Run })] as const;
