import { lstat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { hasCode } from '../../core/files/fileError.ts';
import { isWithin } from '../../core/files/workspacePaths.ts';

/**
 * The repository of git that a real path of the workspace lies in: the nearest folder with a `.git`, up to the workspace.
 * Undefined where there is none.
 */
export async function findRepository(workspace: string, path: string): Promise<string | undefined> {
  for (let folder = path; isWithin(workspace, folder); folder = dirname(folder)) {
    if (await isThere(join(folder, '.git'))) return folder;
    if (folder === workspace) return undefined;
  }
  return undefined;
}

async function isThere(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) return false;
    throw error;
  }
}
