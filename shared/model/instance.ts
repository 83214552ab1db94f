import * as z from 'zod/mini';

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
  /** Name without the partition and without supervisor's `-on-watch`. */
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

/** A software instance in its partition. */
export const SoftwareInstance = z.object({
  /** For example `slappart0`. */
  partition: z.string(),
  /** The partition reference it was requested with. */
  reference: z.string(),
  /** Name of the release where it is one of the workspace, else its URL. */
  release: z.string(),
  softwareType: z.string(),
  requestedState: z.string(),
  /** Partition of the instance that requested it, where it was not a user. */
  requestedBy: z.optional(z.string()),
  /** Last alarm to the Master: a service exited, or a promise saw an anomaly. `handled`: it was deployed again since. */
  bang: z.optional(z.object({ date: z.iso.datetime(), message: z.string(), handled: z.boolean() })),
  /** When slapgrid last worked on its partition to the end; missing where it never did, or not since it failed. */
  processed: z.optional(z.iso.datetime()),
  /** What the requester gave. */
  instanceParameters: z.record(z.string(), z.json()),
  /** What the instance published. */
  connectionParameters: z.record(z.string(), z.json()),
  processes: z.array(ServiceProcess),
  promises: z.array(PromiseResult),
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
  /** Name of the part, or `buildout.cfg` for the profile of the partition itself. */
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

/** Whether supervisor says that a process is not doing what its kind promises. */
export function isProcessInTrouble(process: ServiceProcess): boolean {
  switch (process.state) {
    case 'FATAL':
    case 'BACKOFF':
    case 'UNKNOWN':
      return true;
    case 'EXITED':
      return process.kind === 'service' || (process.exitStatus ?? 0) !== 0;
    case 'STOPPED':
    case 'STARTING':
    case 'RUNNING':
    case 'STOPPING':
      return false;
  }
}
