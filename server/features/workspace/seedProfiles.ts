import { copyFile, lstat, mkdir, readdir, readlink, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { AppError } from '../../../shared/core/errors.ts';
import { createLogger } from '../../core/logger.ts';
import { hasCode, toFileError } from '../../core/files/fileError.ts';
import { placeNew } from './saveFile.ts';
import { createStateFile } from '../../core/state/stateFile.ts';
import type { TempFiles } from '../../core/state/tempFiles.ts';

const log = createLogger('workspace');

/**
 * What was done with each workspace: `copying` (and perhaps not finished), `own` (it had profiles of its own,
 * and gets none), or the paths that it was given. A path that is listed is never copied again.
 */
const Marker = z.record(z.string(), z.union([z.enum(['copying', 'own']), z.array(z.string())]));

/** From where to where profiles are copied, and where it is noted (a file of the state directory). */
export interface Seed {
  readonly profiles: string;
  readonly workspace: string;
  /** The folder was made just now: what was noted of an earlier one of that name does not count. */
  readonly isNew: boolean;
  readonly marker: string;
  readonly tempFiles: TempFiles;
}

/**
 * Gives the workspace the bundled profiles: never over a user's file, never what the user
 * deleted, and nothing where there is a tree of SlapOS profiles already. A copy that was interrupted goes on.
 * A later version's new files are added. Throws AppError where the workspace cannot be written.
 */
export async function seedProfiles(seed: Seed): Promise<void> {
  const file = createStateFile(seed.marker, Marker);
  const marker = (await file.read()) ?? {};
  try {
    const before = seed.isNew ? undefined : marker[seed.workspace];
    if (before === 'own') return;
    if (before === undefined && (await hasOwnProfiles(seed.workspace))) {
      await file.write({ ...marker, [seed.workspace]: 'own' });
      return;
    }
    const paths = await pathsBelow(seed.profiles, '');
    const known = new Set(Array.isArray(before) ? before : []);
    const wanted = paths.filter((path) => !known.has(path));
    if (wanted.length === 0) return;
    if (before === undefined) await file.write({ ...marker, [seed.workspace]: 'copying' });
    for (const path of wanted) await copyEntry(seed, path);
    await file.write({ ...marker, [seed.workspace]: [...known, ...wanted] });
    log.info({ workspace: seed.workspace, files: wanted.length }, 'copied the bundled profiles');
  } catch (error) {
    throw toFileError(error, 'write');
  }
}

async function hasOwnProfiles(workspace: string): Promise<boolean> {
  const names = await readdir(workspace);
  return names.includes('software') && names.includes('stack');
}

/** Files and links below `base`, by their path relative to it. None where there is no such folder. */
async function pathsBelow(base: string, folder: string): Promise<string[]> {
  const paths: string[] = [];
  for (const entry of await entriesOf(join(base, folder))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) paths.push(...(await pathsBelow(base, path)));
    else if (entry.isFile() || entry.isSymbolicLink()) paths.push(path);
  }
  return paths.sort();
}

async function entriesOf(folder: string) {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
    log.warn({ folder }, 'there are no bundled profiles');
    return [];
  }
}

async function copyEntry(seed: Seed, path: string): Promise<void> {
  const from = join(seed.profiles, path);
  const to = join(seed.workspace, path);
  try {
    await mkdir(join(to, '..'), { recursive: true });
    const stats = await lstat(from);
    if (stats.isSymbolicLink()) await symlink(await readlink(from), to);
    else await copyRegular(seed.tempFiles, { from, to, mode: stats.mode });
  } catch (error) {
    const taken = error instanceof AppError ? error.code === 'exists' : hasCode(error, 'EEXIST', 'ENOTDIR');
    if (!taken) throw error;
    log.info({ path: to }, 'kept what is there');
  }
}

async function copyRegular(
  tempFiles: TempFiles,
  { from, to, mode }: { from: string; to: string; mode: number },
): Promise<void> {
  const temp = await tempFiles.create(join(to, '..'));
  try {
    await copyFile(from, temp.path);
    // The user edits these, even where the installation is read-only.
    await temp.handle.chmod((mode & 0o755) | 0o600);
    await placeNew(temp.path, to);
  } finally {
    await temp.discard();
  }
}
