import * as z from 'zod/mini';
import { StepState } from './status.ts';

/** State of one indicator, with what is needed to explain it. */
export const StepStatus = z.object({
  state: StepState,
  /** Run that the state comes from. */
  run: z.optional(z.int()),
  startedAt: z.optional(z.iso.datetime()),
  durationMs: z.optional(z.number()),
  reason: z.optional(z.string()),
});
export type StepStatus = z.infer<typeof StepStatus>;

/** A software release of the workspace: a `software/<name>/software.cfg`. */
export const Release = z.object({
  /** Folder below `software/`, for example `helloworld`; also the partition reference of its instance. */
  name: z.string(),
  /** Path of its profile as clients write paths: `workspace/software/helloworld/software.cfg`. */
  path: z.string(),
  /** What SlapOS calls the release: here an absolute file name on the server. */
  url: z.string(),
  software: StepStatus,
  instance: StepStatus,
  /** Inputs saved, added or deleted since the last build began (client paths); at most 100. */
  changedPaths: z.array(z.string()),
});
export type Release = z.infer<typeof Release>;
