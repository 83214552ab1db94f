import * as z from 'zod/mini';
import { PromiseCheck, ServiceProcess, SoftwareInstance } from '../../shared/instances.ts';

/** A line that the engine host writes: the answer to a request, or news of its own accord. */
export const HostLine = z.union([
  z.object({ id: z.int(), error: z.object({ code: z.string(), message: z.string() }) }),
  z.object({ id: z.int(), result: z.unknown() }),
  z.object({ event: z.string(), data: z.unknown() }),
]);
export type HostLine = z.infer<typeof HostLine>;

/** Why the host cannot work at all; it ends after that. */
export const FatalNews = z.object({ code: z.string(), message: z.string() });

/** An instance as the engine knows it: its release is a URL, and it says where the output of processes is kept. */
export const InstanceSnapshot = z.extend(z.omit(SoftwareInstance, { release: true }), {
  url: z.string(),
  processes: z.array(
    z.extend(ServiceProcess, {
      /** Absolute path. */
      log: z.optional(z.string()),
    }),
  ),
});
export type InstanceSnapshot = z.infer<typeof InstanceSnapshot>;

export const OpenAnswer = z.object({ softwareRoot: z.string(), instanceRoot: z.string() });
export const StartAnswer = z.object({ pid: z.int() });
export const SnapshotAnswer = z.object({ instances: z.array(InstanceSnapshot) });
/** URLs of the releases that the Master has. */
export const ReleasesAnswer = z.object({ urls: z.array(z.string()) });
export const HistoryAnswer = z.object({ promises: z.record(z.string(), z.array(PromiseCheck)) });
export type HistoryAnswer = z.infer<typeof HistoryAnswer>;
/** Number of promises checked; the failed ones as `slappart0/name.py`; partitions for which there was a bang. */
export const DueAnswer = z.object({ checked: z.int(), failed: z.array(z.string()), bangs: z.array(z.string()) });
export type DueAnswer = z.infer<typeof DueAnswer>;
/** Of the methods whose answer says only that they are done. */
export const DoneAnswer = z.unknown();
