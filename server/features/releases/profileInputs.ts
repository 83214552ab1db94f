import type { Dirent } from 'node:fs';
import { lstat, opendir, readFile, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { isLocalExtends, parseExtends } from '../../../shared/profile/extends.ts';
import { hasCode } from '../../core/files/fileError.ts';
import { isWithin } from '../../core/files/workspacePaths.ts';

/** A file as the file system describes it. */
export interface FileStamp {
  readonly size: number;
  readonly mtimeMs: number;
}

/** What a release is made of, as far as it lies in the workspace. */
export interface ProfileInputs {
  /** By absolute path. */
  readonly files: ReadonlyMap<string, FileStamp>;
  /** Folders whose files count: that of the release with all below it, and those of the profiles it extends. */
  readonly folders: ReadonlySet<string>;
}

/** Files that are looked at for one release; a release with more is followed in part. */
export const maxInputs = 5000;
/** Entries of a folder that are looked at. */
const maxEntries = 20_000;
/** Profiles are short; anything longer is not read for its `extends`. */
const maxProfileBytes = 1024 * 1024;

/**
 * Finds the inputs of the release with this profile: the folder of the profile with all below it, and for each
 * profile that it extends, directly or not, the files of its folder. Folders below such a folder count unless
 * they hold profiles of their own, which are inputs only when they are extended themselves.
 *
 * What lies outside `workspace`, hidden files and what builds leave behind are no inputs.
 */
export async function findInputs(workspace: string, profile: string): Promise<ProfileInputs> {
  const files = new Map<string, FileStamp>();
  const folders = new Set<string>();
  const own = dirname(profile);
  await addFolder(own, true, { files, folders });
  const visited = new Set<string>();
  for (const pending = [profile]; pending.length > 0 && visited.size < maxInputs;) {
    const current = pending.pop();
    if (current === undefined || visited.has(current) || !isWithin(workspace, current)) continue;
    visited.add(current);
    const folder = dirname(current);
    if (!folders.has(folder)) await addFolder(folder, false, { files, folders });
    for (const value of parseExtends(await readProfile(current)).slice(0, maxInputs)) {
      if (isLocalExtends(value)) pending.push(resolve(folder, value));
    }
  }
  return { files, folders };
}

interface Found {
  readonly files: Map<string, FileStamp>;
  readonly folders: Set<string>;
}

async function addFolder(folder: string, isRelease: boolean, found: Found): Promise<void> {
  if (found.folders.has(folder) || found.files.size >= maxInputs) return;
  const entries = await listEntries(folder);
  found.folders.add(folder);
  const below: string[] = [];
  const files: string[] = [];
  for (const entry of entries) {
    if (isLeftOver(entry.name)) continue;
    if (entry.isDirectory()) below.push(join(folder, entry.name));
    else if (entry.isFile() || entry.isSymbolicLink()) files.push(join(folder, entry.name));
  }
  const room = files.slice(0, Math.max(0, maxInputs - found.files.size));
  const stamps = await Promise.all(room.map(stampOf));
  room.forEach((path, index) => {
    const stamp = stamps[index];
    if (stamp !== undefined) found.files.set(path, stamp);
  });
  for (const path of below) {
    if (isRelease || !(await holdsProfiles(path))) await addFolder(path, isRelease, found);
  }
}

/** The stamp of a file or of what a link leads to; undefined for anything else, and what is gone. */
export async function stampOf(path: string): Promise<FileStamp | undefined> {
  try {
    const stats = await stat(path);
    return stats.isFile() ? { size: stats.size, mtimeMs: stats.mtimeMs } : undefined;
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR', 'ELOOP', 'EACCES')) return undefined;
    throw error;
  }
}

async function holdsProfiles(folder: string): Promise<boolean> {
  return (await listEntries(folder)).some((entry) => entry.name.endsWith('.cfg') && !entry.isDirectory());
}

async function listEntries(folder: string): Promise<Dirent[]> {
  const entries: Dirent[] = [];
  try {
    // In pieces: the event loop goes on in between.
    for await (const entry of await opendir(folder, { bufferSize: 256 })) {
      if (entries.push(entry) === maxEntries) break;
    }
  } catch (error) {
    if (!hasCode(error, 'ENOENT', 'ENOTDIR', 'EACCES')) throw error;
  }
  return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
}

async function readProfile(path: string): Promise<string> {
  try {
    const stats = await lstat(path);
    if (!stats.isFile() || stats.size > maxProfileBytes) return '';
    return await readFile(path, 'utf8');
  } catch (error) {
    // The build will say what is wrong with a profile that cannot be read.
    if (hasCode(error, 'ENOENT', 'ENOTDIR', 'EACCES', 'ELOOP')) return '';
    throw error;
  }
}

/** Hidden files (of git, editors and our own saves), and what Python and npm leave in source folders. */
function isLeftOver(name: string): boolean {
  return /^\.|^__pycache__$|^node_modules$|\.egg-info$|\.pyc$|~$/.test(name);
}
