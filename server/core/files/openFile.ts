import { constants } from 'node:fs';
import type { BigIntStats } from 'node:fs';
import { lstat, open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { AppError } from '../../../shared/core/errors.ts';
import { toFileError } from './fileError.ts';

const readFlags = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW | constants.O_NOCTTY;

/** An open regular file, and what it was when it was opened. */
export interface OpenFile {
  readonly handle: FileHandle;
  readonly stats: BigIntStats;
}

/**
 * Opens a regular file for reading, without ever waiting for the other end of a FIFO. The caller closes it.
 * Throws AppError `not_found`, `is_directory`, `not_regular_file`, `permission_denied`.
 */
export async function openFile(realPath: string): Promise<OpenFile> {
  try {
    // Before it is opened, since opening a device may already do something.
    assertRegular(await lstat(realPath, { bigint: true }));
    const handle = await open(realPath, readFlags);
    try {
      const stats = await handle.stat({ bigint: true });
      assertRegular(stats);
      return { handle, stats };
    } catch (error) {
      await handle.close();
      throw error;
    }
  } catch (error) {
    throw toFileError(error, 'read');
  }
}

/** Reads from the start; throws AppError `file_too_large` where there are more than `limit` bytes. */
export async function readWhole({ handle, stats }: OpenFile, limit: number): Promise<Buffer> {
  if (stats.size > limit) throw tooLarge(limit);
  let buffer = Buffer.allocUnsafe(Number(stats.size) + 1);
  let length = 0;
  for (;;) {
    const { bytesRead } = await handle.read(buffer, length, buffer.length - length, length);
    length += bytesRead;
    if (length > limit) throw tooLarge(limit);
    if (bytesRead === 0) return buffer.subarray(0, length);
    // It grew since it was opened.
    if (length === buffer.length) {
      buffer = Buffer.concat([buffer], Math.min(2 * length, limit + 1));
    }
  }
}

/** Whether two looks at a path saw the same file in the same version, as far as the file system tells. */
export function isSameVersion(a: BigIntStats, b: BigIntStats): boolean {
  return (
    a.ino === b.ino &&
    a.dev === b.dev &&
    a.size === b.size &&
    a.mtimeNs === b.mtimeNs &&
    a.ctimeNs === b.ctimeNs
  );
}

function assertRegular(stats: BigIntStats): void {
  if (stats.isDirectory()) throw new AppError('is_directory', 'This is a folder.');
  if (!stats.isFile()) throw new AppError('not_regular_file', 'This is not a regular file.');
}

function tooLarge(limit: number): AppError {
  return new AppError(
    'file_too_large',
    `The file has more than ${Math.floor(limit / 1024 / 1024)} MiB: it can be downloaded, not edited.`,
  );
}
