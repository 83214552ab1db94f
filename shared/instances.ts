import * as z from 'zod/mini';
import { EntryName } from './core/endpoint.ts';
import type { Endpoints } from './core/endpoint.ts';
import { InstanceId, PartitionName } from './identity.ts';

/** States of supervisord, see its documentation on process states. */
export const ProcessState = z.enum([
  'STOPPED',
  'STARTING',
  'RUNNING',
  'BACKOFF',
  'STOPPING',
  'EXITED',
  'FATAL',
  'UNKNOWN',
]);
export type ProcessState = z.infer<typeof ProcessState>;

/** A process of a partition, as its supervisor sees it. */
export const ServiceProcess = z.object({
  /** EntryName without the partition and without supervisor's `-on-watch`. */
  name: z.string(),
  /** `service`: from etc/service, must not exit. `run`: from etc/run, may. */
  kind: z.enum(['service', 'run']),
  state: ProcessState,
  pid: z.optional(z.int()),
  /** When it entered this state. */
  since: z.optional(z.iso.datetime()),
  exitStatus: z.optional(z.int()),
  /** Supervisor's own word on why it could not be started. */
  spawnError: z.optional(z.string()),
  /** What is wrong with it, as part of a sentence, where something is: `web exited with status 3`. */
  trouble: z.optional(z.string()),
  /** Resident memory in bytes, with that of the processes it started. */
  memory: z.optional(z.int()),
});
export type ServiceProcess = z.infer<typeof ServiceProcess>;

/** Last result of one promise of a partition. */
export const PromiseResult = z.object({
  /** File name in etc/plugin or etc/promise. */
  name: z.string(),
  title: z.string(),
  failed: z.boolean(),
  message: z.string(),
  /** Where it failed, the sentence that says so. */
  trouble: z.optional(z.string()),
  /** When it was checked; missing where it never was. */
  date: z.optional(z.iso.datetime()),
  /** How long the check took. */
  executionMs: z.optional(z.number()),
});
export type PromiseResult = z.infer<typeof PromiseResult>;

/** One earlier check of a promise. */
export const PromiseCheck = z.object({ date: z.iso.datetime(), failed: z.boolean(), message: z.string() });
export type PromiseCheck = z.infer<typeof PromiseCheck>;

/** What can be done with a process. */
export const ProcessAction = z.enum(['start', 'stop', 'restart']);
export type ProcessAction = z.infer<typeof ProcessAction>;

/** What is wrong with what an instance published, by the schema of its software type. */
export const ConnectionProblem = z.object({
  /** JSON pointer, such as `/url`; empty for all of it together. */
  pointer: z.string(),
  sentence: z.string(),
});
export type ConnectionProblem = z.infer<typeof ConnectionProblem>;

/**
 * A shared instance (SlapOS's old word: slave): an instance without a partition of its own, which another one, its host,
 * serves. It is named by its host and `sharedReference`.
 */
export const SharedInstance = z.object({
  /** The partition reference it was requested with. */
  reference: z.string(),
  /** What its host knows it by, and publishes for it under: unique on the computer. */
  sharedReference: z.string(),
  /** The instance that requested it, where it was not a user. */
  requestedBy: z.optional(InstanceId),
  /** What the requester gave. */
  instanceParameters: z.record(z.string(), z.json()),
  /** What the host published for it. */
  connectionParameters: z.record(z.string(), z.json()),
  /** Missing where there is none, and where nothing was published yet. */
  connectionProblems: z.optional(z.array(ConnectionProblem)),
});
export type SharedInstance = z.infer<typeof SharedInstance>;

/** What the profile of an instance asks the Master for, and no node here serves. */
export const PendingRequest = z.object({
  /** The partition reference that it asks with. */
  reference: z.string(),
  /** URL of the software release. */
  url: z.string(),
  softwareType: z.string(),
  shared: z.boolean(),
  parameters: z.record(z.string(), z.json()),
  /** `forwarded`: another Master has it; `standIn`: it is answered by what a user typed, for development. */
  state: z.enum(['waiting', 'forwarded', 'standIn']),
  /** Since when it is so. */
  since: z.iso.datetime(),
  /** One sentence on why it waits. */
  reason: z.optional(z.string()),
  /** URL of the Master that it was forwarded to. */
  master: z.optional(z.string()),
  /** What it was answered with. */
  connectionParameters: z.optional(z.record(z.string(), z.json())),
});
export type PendingRequest = z.infer<typeof PendingRequest>;

const WebAddress = z
  .string()
  .check(z.maxLength(2048), z.regex(/^https?:\/\/[^\s/]+\S*$/, 'an address such as http://host/'));
const FileName = z.string().check(z.maxLength(4096), z.regex(/^\//, 'an absolute file name'));

/** Requests of instances for a release are asked of another Master, as by `partition_forward_configuration` of slapproxy. */
export const RequestForward = z.strictObject({
  /** URL of the software release, exactly as it is asked for. */
  url: z.string().check(z.minLength(1), z.maxLength(2048)),
  master: WebAddress,
  /** Files of the server by which it is known to the Master: a Master at `https` wants both. */
  key: z.optional(FileName),
  certificate: z.optional(FileName),
});
export type RequestForward = z.infer<typeof RequestForward>;

/** An answer to one request of an instance, for development. */
export const RequestStandIn = z.strictObject({
  /** Partition of the instance that asks, and its reference: another instance in the partition does not get it. */
  partition: PartitionName,
  instance: z.string(),
  reference: z.string(),
  url: z.string(),
  connectionParameters: z.record(z.string(), z.json()),
});
export type RequestStandIn = z.infer<typeof RequestStandIn>;

/** How requests are answered that no node here can serve. */
export const RequestRules = z.strictObject({
  forwards: z.array(RequestForward).check(z.maxLength(100)),
  standIns: z.array(RequestStandIn).check(z.maxLength(1000)),
});
export type RequestRules = z.infer<typeof RequestRules>;

/** A software instance in its partition. */
export const SoftwareInstance = z.extend(InstanceId, {
  /** The partition reference it was requested with. */
  reference: z.string(),
  /** Name of the release where it is one of the workspace, else its URL. */
  release: z.string(),
  softwareType: z.string(),
  requestedState: z.string(),
  /** The instance that requested it, where it was not a user. */
  requestedBy: z.optional(InstanceId),
  /** Last alarm to the Master: a service exited, or a promise saw an anomaly. `handled`: it was deployed again since. */
  bang: z.optional(z.object({ date: z.iso.datetime(), message: z.string(), handled: z.boolean() })),
  /** When slapgrid last worked on its partition to the end; missing where it never did, or not since it failed. */
  processed: z.optional(z.iso.datetime()),
  /** What the requester gave. */
  instanceParameters: z.record(z.string(), z.json()),
  /** What the instance published. */
  connectionParameters: z.record(z.string(), z.json()),
  /** Missing where there is none, and where it was never deployed to the end. */
  connectionProblems: z.optional(z.array(ConnectionProblem)),
  processes: z.array(ServiceProcess),
  promises: z.array(PromiseResult),
  /** The shared instances that it is the host of; missing where there is none. */
  sharedInstances: z.optional(z.array(SharedInstance)),
  /** What it asks for that is not served here; missing where there is nothing. */
  pendingRequests: z.optional(z.array(PendingRequest)),
});
export type SoftwareInstance = z.infer<typeof SoftwareInstance>;

/** Whether an address that an instance published answers. */
export const Reachability = z.object({
  /** Connection parameter that holds the address; inside a structure with its keys: `urls.main`. */
  parameter: z.string(),
  url: z.string(),
  reachable: z.boolean(),
  /** Of HTTP. */
  status: z.optional(z.int()),
  durationMs: z.optional(z.number()),
  /** One sentence: why not. */
  reason: z.optional(z.string()),
});
export type Reachability = z.infer<typeof Reachability>;

/** A file that a template made, with the template. */
export const RenderedFile = z.object({
  /** EntryName of the part, or `buildout.cfg` for the profile of the partition itself. */
  part: z.string(),
  recipe: z.string(),
  /** Client path of the template; missing where it is written inside the profile. */
  source: z.optional(z.string()),
  /** The template, where it is written inside the profile. */
  sourceText: z.optional(z.string()),
  /** Client path of the result. */
  result: z.string(),
});
export type RenderedFile = z.infer<typeof RenderedFile>;

/** A part as buildout wrote it down in `.installed.cfg`. */
export const InstalledPart = z.object({
  name: z.string(),
  recipe: z.string(),
  /** Client paths where they are below a root, else absolute. */
  installed: z.array(z.string()),
  /** All other options, in the order of the file. */
  options: z.array(z.object({ name: z.string(), value: z.string() })),
});
export type InstalledPart = z.infer<typeof InstalledPart>;

/** Whether a process is not doing what its kind promises, which the engine decides. */
export function isProcessInTrouble({ trouble }: ServiceProcess): boolean {
  return trouble !== undefined;
}

/** What a process of an instance writes: it goes on. */
export const ProcessOutputLog = z.strictObject({
  ...InstanceId.shape,
  process: z.string().check(z.maxLength(255)),
});
export type ProcessOutputLog = z.infer<typeof ProcessOutputLog>;

const InstanceParams = z.strictObject(InstanceId.shape);

const RequestParams = z.extend(InstanceParams, {
  reference: z.string().check(z.minLength(1), z.maxLength(255)),
});

/** The operations of this feature, by name. */
export const instanceEndpoints = {
  listInstances: {
    method: 'GET',
    path: '/api/instances',
    summary: 'The instances with what they published, their processes and promises.',
    response: z.object({ instances: z.array(SoftwareInstance) }),
  },
  actOnProcesses: {
    method: 'POST',
    path: '/api/instances/{computer}/{partition}/processes/{action}',
    // As long as the engine itself may take, and then says why; likewise below.
    answerSeconds: 1210,
    summary: 'Start, stop or restart one process of an instance, or all of them.',
    params: z.extend(InstanceParams, { action: ProcessAction }),
    body: z.strictObject({ process: z.optional(EntryName) }),
  },
  readProcessOutput: {
    method: 'GET',
    path: '/api/instances/{computer}/{partition}/processes/{process}/output',
    summary: 'Bytes of what a process wrote; understands Range.',
    params: z.extend(InstanceParams, { process: EntryName }),
    query: z.strictObject({ download: z.optional(z.enum(['true', 'false'])) }),
    response: 'bytes',
  },
  runPromises: {
    method: 'POST',
    path: '/api/instances/{computer}/{partition}/promises/run',
    answerSeconds: 610,
    summary: 'Check one promise of an instance now, or all of them. Answers when that is done.',
    params: InstanceParams,
    body: z.strictObject({ promise: z.optional(EntryName) }),
  },
  getPromiseHistory: {
    method: 'GET',
    path: '/api/instances/{computer}/{partition}/promises/history',
    summary: 'Earlier checks of each promise of an instance, latest last; at most 100 each.',
    params: InstanceParams,
    response: z.object({ promises: z.record(z.string(), z.array(PromiseCheck)) }),
  },
  checkReachability: {
    method: 'POST',
    path: '/api/instances/{computer}/{partition}/reachability',
    answerSeconds: 60,
    summary: 'Try the addresses that an instance published, from the server.',
    params: InstanceParams,
    response: z.object({ results: z.array(Reachability) }),
  },
  listRendered: {
    method: 'GET',
    path: '/api/instances/{computer}/{partition}/rendered',
    summary: 'What templates made for an instance, from the profile of its release to files of its own.',
    params: InstanceParams,
    response: z.object({ files: z.array(RenderedFile) }),
  },
  listInstalled: {
    method: 'GET',
    path: '/api/instances/{computer}/{partition}/installed',
    summary: 'The parts of an instance, read from its .installed.cfg.',
    params: InstanceParams,
    response: z.object({ parts: z.array(InstalledPart) }),
  },
  getRequestRules: {
    method: 'GET',
    path: '/api/requests/rules',
    summary: 'How requests of instances are answered that no node here can serve.',
    response: RequestRules,
  },
  setRequestForwards: {
    method: 'PUT',
    path: '/api/requests/forwards',
    summary: 'Replace the list of releases whose requests are asked of another Master.',
    body: z.strictObject({ forwards: RequestRules.shape.forwards }),
    response: RequestRules,
  },
  setStandIn: {
    method: 'PUT',
    path: '/api/instances/{computer}/{partition}/requests/{reference}/stand-in',
    summary:
      'Answer a request of an instance with connection parameters, for development, from its next deployment on.',
    params: RequestParams,
    body: z.strictObject({
      connectionParameters: z.record(z.string().check(z.minLength(1), z.maxLength(255)), z.json()),
    }),
  },
  removeStandIn: {
    method: 'DELETE',
    path: '/api/instances/{computer}/{partition}/requests/{reference}/stand-in',
    summary: 'Answer a request of an instance with a stand-in no more, from its next deployment on.',
    params: RequestParams,
  },
  stopServices: {
    method: 'POST',
    path: '/api/services/stop',
    answerSeconds: 70,
    summary: 'Stop the services of all instances; the next run starts those that it works on.',
  },
} as const satisfies Endpoints;

/** What clients are told of, by topic. Each carries the whole new state of what it names. */
export const instanceEvents = [
  z.object({ topic: z.literal('instances'), instances: z.array(SoftwareInstance) }),
] as const;
