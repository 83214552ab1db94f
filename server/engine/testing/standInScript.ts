import * as z from 'zod/mini';
import type { EngineMethod, EngineParams, EngineResult } from '../../../shared/engine.ts';
import { engineMethods } from '../../../shared/engine.ts';
import { StepKind } from '../../../shared/runs.ts';

/** A part of a scripted build. */
const Part = z.strictObject({
  name: z.string(),
  /** What buildout prints while it works on it. */
  lines: z.optional(z.array(z.string())),
  /** The build ends here, with this line: `Error: …`, or the last one of a traceback. */
  fails: z.optional(z.string()),
});

const Process = z.strictObject({
  name: z.string(),
  /** Default: `service`. */
  kind: z.optional(z.enum(['service', 'run'])),
  /** Of a started instance; default: `RUNNING`. */
  state: z.optional(z.enum(['RUNNING', 'EXITED', 'FATAL', 'BACKOFF'])),
  exitStatus: z.optional(z.int()),
  /** What it has written, a line each. */
  output: z.optional(z.array(z.string())),
});

const PlannedPromise = z.strictObject({
  /** File name, such as `web.py`. */
  name: z.string(),
  failed: z.optional(z.boolean()),
  message: z.optional(z.string()),
});

/** How builds go: the first one counts that is for the release and the step. */
const Build = z.strictObject({
  /** Name of the release; default: any. */
  release: z.optional(z.string()),
  /** Default: either. */
  step: z.optional(StepKind),
  /** How long the step takes. Default: 100. */
  ms: z.optional(z.number()),
  parts: z.optional(z.array(Part)),
  /** The step ends as failed, after all its parts. */
  fails: z.optional(z.string()),
  /** A file that it adds to when it begins and when it ends, as a recipe may. */
  writes: z.optional(z.string()),
  /** Of the instance; `${name}` in a text is its parameter of that name. */
  connectionParameters: z.optional(z.record(z.string(), z.json())),
  /** Likewise of each of its shared instances. */
  sharedConnectionParameters: z.optional(z.record(z.string(), z.string())),
  processes: z.optional(z.array(Process)),
  promises: z.optional(z.array(PlannedPromise)),
});
export type Build = z.infer<typeof Build>;

/** What requests are answered otherwise than the stand-in would: the first one counts that is for the request. */
const Rule = z.strictObject({
  method: z.enum(Object.keys(engineMethods) as [EngineMethod, ...EngineMethod[]]),
  /** What must be among the parameters. Default: any. */
  params: z.optional(z.record(z.string(), z.unknown())),
  /** Not answered until the script does not say so any more. */
  holds: z.optional(z.boolean()),
  afterMs: z.optional(z.number()),
  /** Events of no meaning, and as many KiB on standard error, before the answer. */
  noise: z.optional(z.int()),
  result: z.optional(z.unknown()),
  error: z.optional(z.object({ code: z.string(), message: z.string() })),
  /** A line that is written in place of an answer. */
  line: z.optional(z.string()),
  /** The host is killed by the request: before it does what is asked, or after that, without an answer. */
  dies: z.optional(z.enum(['before', 'after'])),
});
export type Rule = z.infer<typeof Rule>;

/** What the stand-in does. It reads it anew for each request and each step. */
export const Script = z.strictObject({
  /** What happens in place of reading requests. */
  start: z.optional(
    z.strictObject({
      stderr: z.optional(z.string()),
      fatal: z.optional(z.object({ code: z.string(), message: z.string() })),
      exitCode: z.int(),
    }),
  ),
  /** Stays when its standard input ends, and when it is asked to end. */
  stubborn: z.optional(z.boolean()),
  rules: z.optional(z.array(Rule)),
  builds: z.optional(z.array(Build)),
});
export type Script = z.infer<typeof Script>;

/** Any part of a structure. */
type Some<Value> = Value extends object ? { [Key in keyof Value]?: Some<Value[Key]> } : Value;

/** A rule whose parameters and result are those of its method. */
type RuleOf<Name extends EngineMethod> = Omit<Rule, 'method' | 'params' | 'result'> & {
  method: Name;
  params?: Some<EngineParams<Name>>;
  result?: EngineResult<Name>;
};

/** What a test has the stand-in do. */
export type StandInScript = Omit<Script, 'rules'> & {
  rules?: { [Name in EngineMethod]: RuleOf<Name> }[EngineMethod][];
};

/** Whether all that `part` has is in `whole`. */
export function isPartOf(part: unknown, whole: unknown): boolean {
  if (typeof part !== 'object' || part === null) return part === whole;
  if (typeof whole !== 'object' || whole === null) return false;
  const values = new Map(Object.entries(whole));
  return Object.entries(part).every(([key, value]) => isPartOf(value, values.get(key)));
}
