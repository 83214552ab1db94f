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
});
export type ServiceProcess = z.infer<typeof ServiceProcess>;

/** Last result of one promise of a partition. */
export const PromiseResult = z.object({
  /** File name in etc/plugin or etc/promise. */
  name: z.string(),
  title: z.string(),
  failed: z.boolean(),
  message: z.string(),
  date: z.optional(z.iso.datetime()),
});
export type PromiseResult = z.infer<typeof PromiseResult>;

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
  /** What the requester gave. */
  instanceParameters: z.record(z.string(), z.json()),
  /** What the instance published. */
  connectionParameters: z.record(z.string(), z.json()),
  processes: z.array(ServiceProcess),
  promises: z.array(PromiseResult),
});
export type SoftwareInstance = z.infer<typeof SoftwareInstance>;

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
