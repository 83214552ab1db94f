import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { hashFileName } from '../../../shared/profile/hashFile.ts';
import { hasCode } from '../../core/files/fileError.ts';

/** Folders in which nobody writes profiles. */
const leftOut = new Set(['.git', 'node_modules']);

/** Every buildout.hash.cfg in a real folder and below, in the order of their paths. Links are not followed. */
export async function findHashFiles(folder: string): Promise<string[]> {
  const found: string[] = [];
  const waiting = [folder];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const entry of await entriesOf(next)) {
      if (entry.isDirectory() && !leftOut.has(entry.name)) waiting.push(join(next, entry.name));
      else if (entry.isFile() && entry.name === hashFileName) found.push(join(next, entry.name));
    }
  }
  return found.sort();
}

/** None of a folder that has gone, or that is not to be read. */
async function entriesOf(folder: string) {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR', 'EACCES')) return [];
    throw error;
  }
}
