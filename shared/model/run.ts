import * as z from 'zod/mini';
import { StepState } from './status.ts';

/** The `slapos node` sub-command that a step of a run executes. */
export const StepKind = z.enum(['software', 'instance']);
export type StepKind = z.infer<typeof StepKind>;

/**
 * One `slapos node` command of a run, with its own log. `startedAt` and `finishedAt` are for reading;
 * `durationMs` was measured with a monotonic clock. `logSize` is in bytes.
 */
export const RunStep = z.object({
  kind: StepKind,
  state: StepState,
  /** The exact command line, as one would type it. */
  command: z.optional(z.string()),
  startedAt: z.optional(z.iso.datetime()),
  finishedAt: z.optional(z.iso.datetime()),
  durationMs: z.optional(z.number()),
  /** slapgrid's: 0 done, 1 failed, 2 a promise failed, 10 another slapos holds the lock. */
  exitCode: z.optional(z.int()),
  /** One sentence for the user: why the step ended in another state than `completed`. */
  reason: z.optional(z.string()),
  logSize: z.int(),
});
export type RunStep = z.infer<typeof RunStep>;

/** One press of Rebuild: the steps are executed in order, up to the first that fails. */
export const Run = z.object({
  /** Ascending in time, never reused; not a date, so that a clock that jumps does no harm. */
  id: z.int(),
  /** Name of the software release, for example `helloworld`. */
  release: z.string(),
  /** Partition that the instance step works on, once the request has been answered. */
  partition: z.optional(z.string()),
  createdAt: z.iso.datetime(),
  /** The state of the whole: that of the first step that did not complete, else `completed`. */
  state: StepState,
  steps: z.array(RunStep),
});
export type Run = z.infer<typeof Run>;
