import { isUtf8 } from 'node:buffer';
import { readdir, realpath, stat } from 'node:fs/promises';
import type { Dirent } from 'node:fs';
import type { FileEntry } from '../../shared/model/file.ts';
import { hasCode, toFileError } from './fileError.ts';
import { isTempName } from './tempFiles.ts';
import type { WorkspacePaths } from './workspacePaths.ts';

/** Links are looked up so many at a time. */
const batchSize = 32;

/** The entries of a real folder: folders first, then by name. Only links cost a look at what they lead to. */
export async function listFolder(paths: WorkspacePaths, folder: string): Promise<FileEntry[]> {
  const entries: FileEntry[] = [];
  const links: { entry: FileEntry; path: Buffer }[] = [];
  const prefix = Buffer.from(`${folder}/`);
  for (const found of await readEntries(folder)) {
    const name = found.name.toString();
    if (isTempName(name)) continue;
    const entry: FileEntry = { name, kind: kindOf(found) };
    if (!isUtf8(found.name)) entry.unreadableName = true;
    if (found.isSymbolicLink()) links.push({ entry, path: Buffer.concat([prefix, found.name]) });
    entries.push(entry);
  }
  for (let first = 0; first < links.length; first += batchSize) {
    const batch = links.slice(first, first + batchSize);
    await Promise.all(batch.map(({ entry, path }) => describeLink(paths, entry, path)));
  }
  return entries.sort(byKindAndName);
}

async function readEntries(folder: string): Promise<Dirent<Buffer>[]> {
  try {
    return await readdir(folder, { withFileTypes: true, encoding: 'buffer' });
  } catch (error) {
    throw toFileError(error, 'read');
  }
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
