import { isUtf8 } from 'node:buffer';
import { opendir, realpath, stat } from 'node:fs/promises';
import type { Dirent } from 'node:fs';
import type { FileEntry } from '../../../shared/workspace.ts';
import { hasCode, toFileError } from '../../core/files/fileError.ts';
import { isTempName } from '../../core/state/tempFiles.ts';
import type { WorkspacePaths } from '../../core/files/workspacePaths.ts';

interface FoundEntry {
  readonly entry: Dirent;
  readonly bytes: Buffer;
}

/** Links are looked up so many at a time. */
const batchSize = 32;

/**
 * The entries of a real folder: folders first, then by name. Only links cost a look at what they lead to. Undefined where
 * there are more than `max`: to put them in order would keep everybody waiting, so a thread has to do it.
 */
export async function listFolder(
  paths: WorkspacePaths,
  folder: string,
  max = Number.POSITIVE_INFINITY,
): Promise<FileEntry[] | undefined> {
  const all = await readEntries(folder, max);
  if (all === undefined) return undefined;
  const entries: FileEntry[] = [];
  const links: { entry: FileEntry; path: Buffer }[] = [];
  const prefix = Buffer.from(`${folder}/`);
  for (const { entry: found, bytes } of all) {
    const name = bytes.toString();
    if (isTempName(name)) continue;
    const entry: FileEntry = { name, kind: kindOf(found) };
    if (!isUtf8(bytes)) entry.unreadableName = true;
    if (found.isSymbolicLink()) links.push({ entry, path: Buffer.concat([prefix, bytes]) });
    entries.push(entry);
  }
  for (let first = 0; first < links.length; first += batchSize) {
    const batch = links.slice(first, first + batchSize);
    await Promise.all(batch.map(({ entry, path }) => describeLink(paths, entry, path)));
  }
  return entries.sort(byKindAndName);
}

/** Entries by the bytes of their names. */
async function readEntries(folder: string, max: number): Promise<FoundEntry[] | undefined> {
  const entries: FoundEntry[] = [];
  try {
    // In pieces: the event loop goes on in between. Each byte as a character, since names need not be UTF-8.
    for await (const entry of await opendir(folder, { encoding: 'latin1', bufferSize: 256 })) {
      if (entries.push({ entry, bytes: Buffer.from(entry.name, 'latin1') }) > max) return undefined;
    }
  } catch (error) {
    throw toFileError(error, 'read');
  }
  return entries;
}

async function describeLink(paths: WorkspacePaths, entry: FileEntry, path: Buffer): Promise<void> {
  try {
    const target = await realpath(path);
    if (paths.rootOf(target) === undefined) {
      entry.link = 'outside';
      return;
    }
    entry.link = 'inside';
    entry.kind = kindOf(await stat(target));
  } catch (error) {
    if (!hasCode(error, 'ENOENT', 'ELOOP', 'ENOTDIR', 'EACCES')) throw error;
    entry.link = 'broken';
  }
}

function kindOf(entry: { isFile(): boolean; isDirectory(): boolean }): FileEntry['kind'] {
  if (entry.isDirectory()) return 'directory';
  return entry.isFile() ? 'file' : 'other';
}

function byKindAndName(a: FileEntry, b: FileEntry): number {
  const folders = Number(b.kind === 'directory') - Number(a.kind === 'directory');
  if (folders !== 0 || a.name === b.name) return folders;
  return a.name < b.name ? -1 : 1;
}
