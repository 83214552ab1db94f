import * as z from 'zod/mini';

/** Where something is wrong: a file (client path), with its line from 1 where that is known. */
export const Place = z.object({ path: z.string(), line: z.optional(z.int()) });
export type Place = z.infer<typeof Place>;

/** A piece of a log, in bytes: whole rows. */
export const LogBytes = z.object({ from: z.int(), to: z.int() });
export type LogBytes = z.infer<typeof LogBytes>;

/** What can be done about a problem by pressing a button. */
export const Fix = z.discriminatedUnion('kind', [
  /** Write the MD5 sum of a file down anew. */
  z.object({ kind: z.literal('updateMd5'), path: z.string() }),
  /** Look at how an instance is that this one waits for. */
  z.object({ kind: z.literal('showServices') }),
]);
export type Fix = z.infer<typeof Fix>;

/** What is wrong, why and where: the same for page, REST and command line. */
export const Problem = z.object({
  severity: z.enum(['error', 'warning', 'info']),
  /** One sentence, as the engine says it. */
  message: z.string(),
  /** Why, and what to do, in a sentence or two; missing where the error is none that is known. */
  cause: z.optional(z.string()),
  place: z.optional(Place),
  /** The section of a profile that it is about, where the error tells of no file. `place` is where that section stands. */
  section: z.optional(z.string()),
  fixes: z.array(Fix),
  /** What told of it: a step, and where its log says so. */
  source: z.object({ step: z.enum(['software', 'instance']), log: z.optional(LogBytes) }),
});
export type Problem = z.infer<typeof Problem>;
