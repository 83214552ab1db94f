import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import * as z from 'zod/mini';
import { readParsed } from '../runs/runFiles.ts';
import { hasCode } from '../workspace/fileError.ts';
import type { FileStamp, ProfileInputs } from './profileInputs.ts';

/** `inputs.json` of a run: what its release was made of when the run began, by path below the workspace. */
export const InputManifest = z.object({
  version: z.literal(1),
  files: z.record(z.string(), z.object({ size: z.number(), mtimeMs: z.number(), md5: z.string() })),
});
export type InputManifest = z.infer<typeof InputManifest>;

/** MD5 sums of files, remembered as long as size and time of a file stay the same. */
export interface SumCache {
  /** Undefined where the file cannot be read. */
  sum(path: string, stamp: FileStamp): Promise<string | undefined>;
}

const maxRemembered = 20_000;

export function createSumCache(): SumCache {
  const known = new Map<string, FileStamp & { md5: string }>();
  return {
    sum: async (path, stamp) => {
      const last = known.get(path);
      if (last !== undefined && last.size === stamp.size && last.mtimeMs === stamp.mtimeMs) return last.md5;
      try {
        const md5 = createHash('md5')
          .update(await readFile(path))
          .digest('hex');
        if (known.size >= maxRemembered) known.clear();
        known.set(path, { ...stamp, md5 });
        return md5;
      } catch (error) {
        if (hasCode(error, 'ENOENT', 'EACCES', 'EISDIR', 'ENOTDIR')) return undefined;
        throw error;
      }
    },
  };
}

/** Describes inputs as they are. A file that cannot be read has an empty sum, which no file has. */
export async function describeInputs(
  workspace: string,
  inputs: ProfileInputs,
  sums: SumCache,
): Promise<InputManifest> {
  const described: InputManifest = { version: 1, files: {} };
  for (const [path, { size, mtimeMs }] of inputs.files) {
    const md5 = (await sums.sum(path, { size, mtimeMs })) ?? '';
    described.files[relative(workspace, path)] = { size, mtimeMs, md5 };
  }
  return described;
}

/** Paths below the workspace, in order, at which inputs are others now than when `manifest` was made. */
export async function changedInputs(
  workspace: string,
  manifest: InputManifest,
  { inputs, sums }: { inputs: ProfileInputs; sums: SumCache },
): Promise<string[]> {
  const changed: string[] = [];
  const gone = new Set(Object.keys(manifest.files));
  for (const [path, stamp] of inputs.files) {
    const name = relative(workspace, path);
    gone.delete(name);
    const before = manifest.files[name];
    if (before === undefined || before.size !== stamp.size) changed.push(name);
    else if (before.mtimeMs !== stamp.mtimeMs && (await sums.sum(path, stamp)) !== before.md5)
      changed.push(name);
  }
  return [...changed, ...gone].sort();
}

/** Not made to survive a power failure, which would cost time at every start of a run: one can do without it. */
export function writeManifest(directory: string, manifest: InputManifest): Promise<void> {
  return writeFile(join(directory, 'inputs.json'), JSON.stringify(manifest), { mode: 0o600 });
}

export function readManifest(directory: string): Promise<InputManifest | undefined> {
  return readParsed(join(directory, 'inputs.json'), InputManifest, true);
}
