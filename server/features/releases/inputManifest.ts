import { realpath, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import * as z from 'zod/mini';
import type { InputChange } from '../../../shared/runs.ts';
import { readParsed } from '../../jobs/runFiles.ts';
import { hasCode } from '../../core/files/fileError.ts';
import { isWithin } from '../../core/files/workspacePaths.ts';
import { AppError } from '../../../shared/core/errors.ts';
import { openFile, readWhole } from '../../core/files/openFile.ts';
import { maxKeptBytes } from './inputStore.ts';
import type { InputStore } from './inputStore.ts';
import type { ProfileInputs } from './profileInputs.ts';
import { maxSummed } from './sumCache.ts';
import type { SumCache } from './sumCache.ts';

/** An input as it was. A file that could not be read has no sum. */
const Input = z.object({
  size: z.number(),
  mtimeMs: z.number(),
  sha256: z.optional(z.string()),
  md5: z.optional(z.string()),
});
type Input = z.infer<typeof Input>;

/** What a release was made of, by path below the workspace. */
export const Inputs = z.record(z.string(), Input);
export type Inputs = z.infer<typeof Inputs>;

/** `inputs.json` of a run: what its releases were made of when it began. The first version knew of one release. */
const InputManifest = z.union([
  z.object({ version: z.literal(2), releases: z.record(z.string(), Inputs) }),
  z.object({ version: z.literal(1), files: Inputs }),
]);

/** Bytes of the inputs of a release that are summed at once; those after that are told apart by size and time. */
const maxSummedAtOnce = 256 * 1024 * 1024;

/** The sums of inputs, as long as that is not too much work. */
function limited(sums: SumCache): SumCache {
  let room = maxSummedAtOnce;
  return {
    sum: async (path, stamp) => {
      room -= Math.min(stamp.size, maxSummed);
      return room < 0 ? undefined : sums.sum(path, stamp);
    },
  };
}

/** Describes inputs as they are, and keeps the contents of those that are not too large. */
export async function describeInputs(
  workspace: string,
  inputs: ProfileInputs,
  { sums, store }: { sums: SumCache; store: InputStore },
): Promise<Inputs> {
  const described: Inputs = {};
  const affordable = limited(sums);
  for (const [path, { size, mtimeMs }] of inputs.files) {
    const sum = (await affordable.sum(path, { size, mtimeMs }))?.sha256;
    const isMissing = sum !== undefined && size <= maxKeptBytes && !store.has(sum);
    // The file may have been saved since its sum was made: the sum of what is kept is what counts.
    const sha256 = (isMissing ? await keepContent(workspace, path, store) : undefined) ?? sum;
    described[relative(workspace, path)] = { size, mtimeMs, ...(sha256 === undefined ? {} : { sha256 }) };
  }
  return described;
}

/** Undefined where a link leads out of the workspace (such a file is not ours to copy), or the file is gone. */
async function keepContent(workspace: string, path: string, store: InputStore): Promise<string | undefined> {
  try {
    const real = await realpath(path);
    if (!isWithin(workspace, real)) return undefined;
    const file = await openFile(real);
    try {
      return await store.keep(await readWhole(file, maxKeptBytes));
    } finally {
      await file.handle.close();
    }
  } catch (error) {
    // It is gone, or another by now.
    if (error instanceof AppError || hasCode(error, 'ENOENT', 'EACCES', 'ENOTDIR')) return undefined;
    throw error;
  }
}

/** The inputs that are others now than in `before`, by path. */
export async function changedInputs(
  workspace: string,
  before: Inputs,
  { inputs, sums }: { inputs: ProfileInputs; sums: SumCache },
): Promise<InputChange[]> {
  const changes: InputChange[] = [];
  const affordable = limited(sums);
  const gone = new Set(Object.keys(before));
  for (const [path, stamp] of inputs.files) {
    const name = relative(workspace, path);
    gone.delete(name);
    const input = before[name];
    if (input === undefined) changes.push(changeOf(name, 'added'));
    else if (input.size === stamp.size && input.mtimeMs === stamp.mtimeMs) continue;
    else if (!isSame(input, { ...stamp, ...(await affordable.sum(path, stamp)) })) {
      changes.push(changeOf(name, 'changed'));
    }
  }
  return inOrder([...changes, ...[...gone].map((name) => changeOf(name, 'deleted'))]);
}

/** The inputs that are others in `after` than in `before`, by path. */
export function compareInputs(before: Inputs, after: Inputs): InputChange[] {
  const changes: InputChange[] = [];
  for (const [name, input] of Object.entries(after)) {
    const old = before[name];
    if (old === undefined) changes.push(changeOf(name, 'added'));
    else if (!isSame(old, input)) changes.push(changeOf(name, 'changed'));
  }
  for (const name of Object.keys(before)) {
    if (after[name] === undefined) changes.push(changeOf(name, 'deleted'));
  }
  return inOrder(changes);
}

/** Not made to survive a power failure, which would cost time at every start of a run: one can do without it. */
export function writeManifest(directory: string, releases: Readonly<Record<string, Inputs>>): Promise<void> {
  return writeFile(join(directory, 'inputs.json'), JSON.stringify({ version: 2, releases }), { mode: 0o600 });
}

/** What a release was made of when the run with this directory began; undefined where that is not known. */
export async function readInputs(directory: string, release: string): Promise<Inputs | undefined> {
  return (await readAllInputs(directory, release)).get(release);
}

/** What each release of a run was made of when it began; `release` is the one that the run is about. */
export async function readAllInputs(
  directory: string,
  release: string,
): Promise<ReadonlyMap<string, Inputs>> {
  const manifest = await readManifest(directory);
  if (manifest?.version === 1) return new Map([[release, manifest.files]]);
  return new Map(Object.entries(manifest?.releases ?? {}));
}

/** The sums of all inputs of a run. */
export async function readSums(directory: string): Promise<string[]> {
  const manifest = await readManifest(directory);
  const all = manifest?.version === 2 ? Object.values(manifest.releases) : [];
  return all.flatMap((inputs) => Object.values(inputs).flatMap(({ sha256 }) => sha256 ?? []));
}

function readManifest(directory: string) {
  return readParsed(join(directory, 'inputs.json'), InputManifest, true);
}

function isSame(a: Input, b: Input): boolean {
  if (a.size !== b.size) return false;
  if (a.sha256 !== undefined && b.sha256 !== undefined) return a.sha256 === b.sha256;
  if (a.md5 !== undefined && b.md5 !== undefined) return a.md5 === b.md5;
  return a.mtimeMs === b.mtimeMs;
}

function changeOf(name: string, kind: InputChange['kind']): InputChange {
  return { path: `workspace/${name}`, kind };
}

function inOrder(changes: readonly InputChange[]): InputChange[] {
  return [...changes].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}
