import * as z from 'zod/mini';
import type { Endpoints } from './core/endpoint.ts';

/** What is done without anybody pressing a button; and how much is kept. */
export const Settings = z.strictObject({
  /** Build a release that was built before, shortly after one of its inputs was saved. */
  rebuildOnSave: z.boolean(),
  /** Write the MD5 sum of a file into the hash files that list it when it is saved in the editor. */
  updateHashesOnSave: z._default(z.boolean(), false),
  /**
   * Deploy instances again after a bang, and each at least once a day, as a SlapOS node does; check promises at their
   * frequency.
   */
  keepConverged: z.boolean(),
  /** Number of runs that are kept; the last one of each instance is kept beyond that. */
  keptRuns: z.int().check(z.gte(1), z.lte(10_000)),
  /**
   * Build the Python that a release names first, and all else under it, as a SlapOS node does; otherwise the engine's own Python
   * builds it, which is minutes faster the first time, and differs. Files of before this setting lack it.
   */
  rebootstrap: z._default(z.boolean(), true),
});
export type Settings = z.infer<typeof Settings>;

export const defaultSettings: Settings = {
  rebuildOnSave: false,
  updateHashesOnSave: false,
  keepConverged: false,
  keptRuns: 200,
  rebootstrap: true,
};

/** What keeping converged did at some time: one sentence, and whether it is bad news. */
export const ConvergenceResult = z.object({ at: z.iso.datetime(), result: z.string(), failed: z.boolean() });
export type ConvergenceResult = z.infer<typeof ConvergenceResult>;

/** What keeping converged did last. */
export const Convergence = z.object({
  /** When it looked after the instances last. */
  check: z.optional(ConvergenceResult),
  /** When it deployed an instance again, or tried to; `run` is missing where no run could be started. */
  deployment: z.optional(z.extend(ConvergenceResult, { run: z.optional(z.int()) })),
});
export type Convergence = z.infer<typeof Convergence>;

/** What came of that which is done without anybody pressing a button. */
export const Automation = z.object({
  convergence: Convergence,
  /** Why rebuild on save did not build what changed last, in one sentence; missing where it did. */
  notRebuilt: z.optional(z.string()),
});
export type Automation = z.infer<typeof Automation>;

/** The operations of this feature, by name. */
export const automationEndpoints = {
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
} as const satisfies Endpoints;

/** What clients are told of, by topic. Each carries the whole new state of what it names. */
export const automationEvents = [
  z.object({ topic: z.literal('settings'), settings: Settings }),
  z.object({ topic: z.literal('automation'), automation: Automation }),
] as const;
