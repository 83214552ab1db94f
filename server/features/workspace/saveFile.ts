import { constants } from 'node:fs';
import { access, link, lstat, open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AppError } from '../../../shared/core/errors.ts';
import type { SaveCondition } from '../../core/http/saveCondition.ts';
import { hasCode, toFileError } from '../../core/files/fileError.ts';
import { isSameVersion, openFile, readWhole } from '../../core/files/openFile.ts';
import type { OpenFile } from '../../core/files/openFile.ts';
import type { TempFile, TempFiles } from '../../core/state/tempFiles.ts';
import { contentEtag, isText } from '../../core/files/textContent.ts';

/** What is saved, where. `path` is real: no component of it is a link. */
export interface Save {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly condition: SaveCondition;
  /** Files with more bytes than that were never opened in an editor and are not overwritten. */
  readonly maxSize: number;
}

/**
 * Saves a text file so that it holds, at every instant and after every fault, either the old bytes or the new
 * ones. Answers the new ETag. Keeps the mode. Saves of the same path must not overlap.
 *
 * Throws AppError: `changed_on_disk` with the present ETag, `not_text` where the file is binary, `not_found`
 * where the folder is missing, `read_only`, `disk_full`, and those of `openFile`.
 */
export async function saveFile(tempFiles: TempFiles, save: Save): Promise<string> {
  try {
    if ('ifMatch' in save.condition) await replace(tempFiles, save, save.condition.ifMatch);
    else await create(tempFiles, save);
    await syncFolder(dirname(save.path));
  } catch (error) {
    throw toFileError(error, 'write');
  }
  return contentEtag(save.bytes);
}

async function replace(tempFiles: TempFiles, save: Save, expected: readonly string[]): Promise<void> {
  const file = await openExisting(save.path);
  if (file === undefined) {
    throw new AppError('changed_on_disk', 'The file was deleted on disk since it was opened.');
  }
  try {
    await assertUnchanged(file, save, expected);
    // Replacing needs the folder only; a file that was made read-only is meant to stay as it is.
    await access(save.path, constants.W_OK);
    await withContent(tempFiles, save, 0o600, async (temp) => {
      await temp.handle.chmod(Number(file.stats.mode) & 0o7777);
      await keepGroup(temp, Number(file.stats.gid));
      await temp.handle.sync();
      if (!isSameVersion(file.stats, await lstat(save.path, { bigint: true }))) {
        throw new AppError('changed_on_disk', 'The file changed on disk during the save.');
      }
      await rename(temp.path, save.path);
    });
  } finally {
    await file.handle.close();
  }
}

async function assertUnchanged(file: OpenFile, save: Save, expected: readonly string[]): Promise<void> {
  const current = await readWhole(file, save.maxSize);
  if (!isText(current)) {
    throw new AppError('not_text', 'The file on disk is not UTF-8 text: saving it as text would damage it.');
  }
  const etag = await contentEtag(current);
  if (!expected.includes(etag) && !expected.includes('*')) {
    throw new AppError('changed_on_disk', 'The file changed on disk since it was opened.', { detail: etag });
  }
}

async function create(tempFiles: TempFiles, save: Save): Promise<void> {
  const file = await openExisting(save.path);
  if (file !== undefined) {
    try {
      throw await alreadyThere(file, save.maxSize);
    } finally {
      await file.handle.close();
    }
  }
  await withContent(tempFiles, save, 0o666, async (temp) => {
    await temp.handle.sync();
    await placeNew(temp.path, save.path);
  });
}

/** Gives a file its name, never over what has that name already (EEXIST). */
export async function placeNew(from: string, to: string): Promise<void> {
  try {
    // Unlike rename, link fails where the name is taken. The temporary name goes when it is discarded.
    await link(from, to);
  } catch (error) {
    // File systems without hard links.
    if (!hasCode(error, 'EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS')) throw error;
    await assertNothingAt(to);
    await rename(from, to);
  }
}

/** Throws AppError `exists` where there is an entry of that name, be it a broken link. */
export async function assertNothingAt(path: string): Promise<void> {
  try {
    await lstat(path);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return;
    throw error;
  }
  throw new AppError('exists', 'There is a file or folder of that name already.');
}

async function alreadyThere(file: OpenFile, maxSize: number): Promise<AppError> {
  const message = 'There is a file of that name already.';
  if (file.stats.size > maxSize) return new AppError('changed_on_disk', message);
  const etag = await contentEtag(await readWhole(file, maxSize));
  return new AppError('changed_on_disk', message, { detail: etag });
}

async function openExisting(path: string): Promise<OpenFile | undefined> {
  try {
    return await openFile(path);
  } catch (error) {
    if (error instanceof AppError && error.code === 'not_found') return undefined;
    throw error;
  }
}

async function withContent(
  tempFiles: TempFiles,
  save: Save,
  mode: number,
  place: (temp: TempFile) => Promise<void>,
): Promise<void> {
  const temp = await tempFiles.create(dirname(save.path), mode);
  try {
    await temp.handle.writeFile(save.bytes);
    await place(temp);
  } finally {
    await temp.discard();
  }
}

/** The group matters where several accounts share a workspace; it can be kept only by its members. */
async function keepGroup(temp: TempFile, gid: number): Promise<void> {
  const { gid: own } = await temp.handle.stat();
  if (own === gid) return;
  try {
    await temp.handle.chown(process.getuid?.() ?? -1, gid);
  } catch (error) {
    if (!hasCode(error, 'EPERM', 'EINVAL')) throw error;
  }
}

/** Makes the new name survive a power failure. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
