import { readFile, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { runFiles, RunStatus } from '../../shared/engine.ts';
import { ComputerName, localComputer, PartitionName } from '../../shared/identity.ts';
import { Run, RunAction, RunScope, RunTrigger, StepKind } from '../../shared/runs.ts';
import { parseJson } from '../../shared/core/json.ts';
import { createLogger } from '../core/logger.ts';
import { hasCode } from '../core/files/fileError.ts';
import { writeJson } from '../core/state/writeJson.ts';

/**
 * How the server ended a run whose leader could not: from `step` on, nothing that the leader left unfinished
 * will be finished any more.
 */
export const Verdict = z.object({
  step: StepKind,
  state: z.enum(['failed', 'cancelled', 'interrupted']),
  reason: z.string(),
});
export type Verdict = z.infer<typeof Verdict>;

const Release = z.object({
  name: z.string(),
  url: z.string(),
  /** Client path of its profile, where its files are in the workspace and its URL does not say so. */
  profile: z.optional(z.string()),
});

/** Records of earlier versions do not say it: there was one. */
const Computer = z._default(ComputerName, localComputer);

/** `run.json`, which only the server writes. */
export const RunRecord = z.object({
  version: z.literal(2),
  id: z.int(),
  release: Release,
  reference: z.string(),
  computer: Computer,
  action: RunAction,
  trigger: RunTrigger,
  scope: RunScope,
  verbose: z.boolean(),
  force: z.boolean(),
  createdAt: z.iso.datetime(),
  steps: z.array(StepKind).check(z.minLength(1)),
  /** How long the steps took in earlier runs like this one. */
  expectedMs: z.object({ software: z.optional(z.number()), instance: z.optional(z.number()) }),
  revision: z.optional(z.object({ commit: z.string(), dirty: z.boolean() })),
  shared: Run.shape.shared,
  /** What the client named its wish, see `RunOptions`. */
  requestId: z.optional(z.string()),
  /** With trigger `bang`. */
  alarm: z.optional(z.object({ computer: Computer, partition: PartitionName, message: z.string() })),
  /** With scope `all`: the releases that were known when it was made. */
  releases: z.optional(z.array(Release)),
  verdict: z.optional(Verdict),
});
export type RunRecord = z.infer<typeof RunRecord>;

/** `run.json` as it was while a run was always a rebuild of a release and its one instance. */
const FirstRunRecord = z.object({
  version: z.literal(1),
  id: z.int(),
  release: Release,
  createdAt: z.iso.datetime(),
  steps: z.array(StepKind).check(z.minLength(1)),
  verdict: z.optional(Verdict),
});

const log = createLogger('runs:files');

/** Reads `run.json` of a run; undefined where there is none, or it was damaged and is now set aside. */
export async function readRecord(directory: string): Promise<RunRecord | undefined> {
  const record = await readParsed(join(directory, 'run.json'), z.union([RunRecord, FirstRunRecord]), true);
  return record?.version === 1 ? fromFirst(record) : record;
}

export function writeRecord(directory: string, record: RunRecord): Promise<void> {
  return writeJson(join(directory, 'run.json'), record);
}

/** Reads `status.json`; with `setAside`, a damaged one is renamed, for which its leader must be dead. */
export function readStatus(directory: string, setAside: boolean): Promise<RunStatus | undefined> {
  return readParsed(join(directory, runFiles.status), RunStatus, setAside);
}

/** Absolute path of the log of a step. */
export function logPath(directory: string, step: StepKind): string {
  return join(directory, runFiles.log[step]);
}

/** Bytes of the log of a step, 0 where it has not begun. */
export async function logSize(directory: string, step: StepKind): Promise<number> {
  try {
    return (await stat(logPath(directory, step))).size;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return 0;
    throw error;
  }
}

/**
 * Reads and parses a JSON file of the state folder. One that cannot be parsed counts as missing; with `setAside`
 * it is renamed to `.invalid`, with one warning.
 */
export async function readParsed<Schema extends z.ZodMiniType>(
  path: string,
  schema: Schema,
  setAside: boolean,
): Promise<z.output<Schema> | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) return undefined;
    throw error;
  }
  const parsed = schema.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  if (setAside) {
    await rename(path, `${path}.invalid`);
    log.warn({ path: `${path}.invalid` }, 'set a damaged file aside');
  }
  return undefined;
}

function fromFirst(record: z.infer<typeof FirstRunRecord>): RunRecord {
  return {
    ...record,
    version: 2,
    reference: record.release.name,
    computer: localComputer,
    action: 'rebuild',
    trigger: 'user',
    scope: 'one',
    verbose: false,
    force: true,
    expectedMs: {},
  };
}
