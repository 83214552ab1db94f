import type { Dirent } from 'node:fs';
import { opendir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { profileDepth, projectDepth, releaseNames } from '../../../shared/releaseName.ts';
import { hasCode } from '../../core/files/fileError.ts';
import { stampOf } from './profileInputs.ts';

/** Entries that are looked at in all: a clone of the SlapOS repository has 2 000 below its `software`. */
const maxEntries = 50_000;

/**
 * The releases of a workspace, a real absolute folder: paths of their profiles below it, by name, sorted. Looked for are those
 * of `software` folders there, and in the folders of other projects that the workspace holds.
 */
export async function findReleases(workspace: string): Promise<ReadonlyMap<string, string>> {
  const files: string[] = [];
  let left = maxEntries;
  const list = async (folder: string): Promise<Dirent[]> => {
    const entries = await listEntries(join(workspace, folder), left);
    left -= entries.length;
    return entries;
  };
  const addProfiles = async (folder: string, depth: number): Promise<void> => {
    for (const entry of await list(folder)) {
      const path = `${folder}/${entry.name}`;
      if (/\.cfg(?:\.json)?$/.test(entry.name)) {
        if (await isFile(entry, join(workspace, path))) files.push(path);
      } else if (depth < profileDepth && (await isFolder(entry, join(workspace, path), depth === 0))) {
        await addProfiles(path, depth + 1);
      }
    }
  };
  const addProjects = async (folder: string, depth: number): Promise<void> => {
    const entries = (await list(folder)).filter((entry) => entry.isDirectory());
    for (const { name } of entries) {
      const path = folder === '' ? name : `${folder}/${name}`;
      if (name === 'software') await addProfiles(path, 0);
      else if (depth < projectDepth && mayHoldProjects(folder, name, entries))
        await addProjects(path, depth + 1);
    }
  };
  await addProjects('', 0);
  const names = [...releaseNames(files)];
  return new Map(names.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** What a project has beside its `software` is no other project; the workspace may be one and have others. */
function mayHoldProjects(parent: string, name: string, beside: readonly Dirent[]): boolean {
  if (!beside.some((entry) => entry.name === 'software')) return true;
  return parent === '' && name !== 'component' && name !== 'stack';
}

/** A link may stand for a profile. */
async function isFile(entry: Dirent, path: string): Promise<boolean> {
  return entry.isFile() || (entry.isSymbolicLink() && (await stampOf(path)) !== undefined);
}

/** A link may stand for the folder of a release; below it there may be loops. */
async function isFolder(entry: Dirent, path: string, mayBeLink: boolean): Promise<boolean> {
  if (entry.isDirectory() || !mayBeLink || !entry.isSymbolicLink()) return entry.isDirectory();
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR', 'ELOOP', 'EACCES')) return false;
    throw error;
  }
}

/** At most `most` entries of a folder, without hidden ones and what npm and Python leave; none where it cannot be read. */
async function listEntries(folder: string, most: number): Promise<Dirent[]> {
  const entries: Dirent[] = [];
  try {
    // In pieces, since there may be anything in it: the event loop goes on in between.
    for await (const entry of await opendir(folder, { bufferSize: 256 })) {
      if (entries.length >= most) break;
      if (!/^\.|^node_modules$|^__pycache__$/.test(entry.name)) entries.push(entry);
    }
  } catch (error) {
    if (!hasCode(error, 'ENOENT', 'ENOTDIR', 'EACCES')) throw error;
  }
  return entries;
}
