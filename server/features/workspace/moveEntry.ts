import { link, lstat, mkdir, rename, rmdir, unlink } from 'node:fs/promises';
import { AppError } from '../../../shared/core/errors.ts';
import { hasCode, toFileError } from '../../core/files/fileError.ts';
import { assertNothingAt } from './saveFile.ts';
import { isWithin } from '../../core/files/workspacePaths.ts';

/** Moves a file, link or folder between two real paths; never over what is there. */
export async function moveEntry(from: string, to: string): Promise<void> {
  if (from !== to && isWithin(from, to)) {
    throw new AppError('bad_request', 'A folder cannot be moved into itself.');
  }
  try {
    if ((await lstat(from)).isDirectory()) await moveFolder(from, to);
    else await moveFile(from, to);
  } catch (error) {
    if (hasCode(error, 'EXDEV')) {
      throw new AppError('bad_request', 'The two places are on different file systems.', { cause: error });
    }
    throw toFileError(error, 'write');
  }
}

/**
 * rename() replaces an empty folder. An empty one of our own, which can only be made where nothing is, makes
 * sure that it is this one.
 */
async function moveFolder(from: string, to: string): Promise<void> {
  await mkdir(to);
  try {
    await rename(from, to);
  } catch (error) {
    await rmdir(to);
    throw error;
  }
}

/** rename() replaces a file, link() does not. */
async function moveFile(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch (error) {
    // File systems without hard links, and files of others that may be moved but not linked.
    if (!hasCode(error, 'EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS')) throw error;
    await assertNothingAt(to);
    await rename(from, to);
    return;
  }
  try {
    await unlink(from);
  } catch (error) {
    await unlink(to);
    throw error;
  }
}
