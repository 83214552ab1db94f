import { dirname, join, relative } from 'node:path';
import { AppError } from '../../../shared/core/errors.ts';
import { findHashEntry, hashFileName } from '../../../shared/profile/hashFile.ts';
import { openFile, readWhole } from '../../core/files/openFile.ts';
import { isWithin, toClientPath } from '../../core/files/workspacePaths.ts';
import type { FileRoots } from '../../core/files/workspacePaths.ts';

/** A buildout.hash.cfg with more bytes than that is none. */
const maxHashFile = 1024 * 1024;

/** Where a file is listed: client path of the profile, section, and the sum that is in force there (or ''). */
export interface HashListing {
  path: string;
  section: string;
  md5sum: string;
}

/**
 * The entry of the nearest buildout.hash.cfg, in the file's folder or above it within the workspace, that
 * names the file relative to its own folder. `file` is a real path.
 */
export async function findHashListing(roots: FileRoots, file: string): Promise<HashListing | undefined> {
  if (!isWithin(roots.workspace, file)) return undefined;
  for (let folder = dirname(file); isWithin(roots.workspace, folder); folder = dirname(folder)) {
    const profile = join(folder, hashFileName);
    const entry = findHashEntry(await readIfThere(profile), relative(folder, file));
    const path = toClientPath(roots, profile);
    if (entry !== undefined && path !== undefined) {
      return { path, section: entry.section, md5sum: entry.md5sum ?? '' };
    }
  }
  return undefined;
}

/** The text of a profile; empty where there is none that could be read as one. */
async function readIfThere(path: string): Promise<string> {
  try {
    const file = await openFile(path);
    try {
      return (await readWhole(file, maxHashFile)).toString();
    } finally {
      await file.handle.close();
    }
  } catch (error) {
    if (error instanceof AppError) return '';
    throw error;
  }
}
