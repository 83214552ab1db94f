import * as z from 'zod/mini';

/** What is done without anybody pressing a button; and how much is kept. */
export const Settings = z.strictObject({
  /** Build a release that was built before, shortly after one of its inputs was saved. */
  rebuildOnSave: z.boolean(),
  /** Deploy instances again after a bang, and check promises at their frequency, as `slapos-node-auto` does. */
  keepConverged: z.boolean(),
  /** Number of runs that are kept; the last one of each instance is kept beyond that. */
  keptRuns: z.int().check(z.gte(1), z.lte(10_000)),
});
export type Settings = z.infer<typeof Settings>;

export const defaultSettings: Settings = { rebuildOnSave: false, keepConverged: false, keptRuns: 200 };

/** What keeping converged did last. */
export const Convergence = z.object({
  /** When instances were last looked after. */
  checkedAt: z.optional(z.iso.datetime()),
  /** One sentence. */
  result: z.optional(z.string()),
  /** Whether that sentence is bad news. */
  failed: z.optional(z.boolean()),
  /** The run that it started, if any. */
  run: z.optional(z.int()),
});
export type Convergence = z.infer<typeof Convergence>;

/** What came of that which is done without anybody pressing a button. */
export const Automation = z.object({
  convergence: Convergence,
  /** Why rebuild on save did not build what changed last, in one sentence; missing where it did. */
  notRebuilt: z.optional(z.string()),
});
export type Automation = z.infer<typeof Automation>;
