import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, unlink, writeFile } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { createLogger } from '../logger.ts';
import { hasCode } from '../files/fileError.ts';

const log = createLogger('files');
const tempName = /^\.webrunner-[0-9a-f-]{36}\.tmp$/;

/** Whether a name is that of a file which is being written; such files are not shown and not watched. */
export function isTempName(name: string): boolean {
  return tempName.test(name);
}

/** A new, empty file beside the one that it will replace. */
export interface TempFile {
  readonly path: string;
  readonly handle: FileHandle;
  /** Closes the file and removes it where it is still there; to be called in the end, whatever happened. */
  discard(): Promise<void>;
}

/** Makes temporary files in the user's folders and knows which a killed server left behind. */
export interface TempFiles {
  /** `mode` as for open(2), so without the bits of the umask. */
  create(folder: string, mode?: number): Promise<TempFile>;
}

/**
 * Opens the journal of temporary files in `directory` and removes those that an earlier server left. The
 * journal has one small file per file that is being written, so that nothing has to search the workspace.
 */
export async function openTempFiles(directory: string): Promise<TempFiles> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  for (const entry of await readdir(directory)) await removeOrphan(join(directory, entry));
  return {
    create: async (folder, mode = 0o600) => {
      const id = randomUUID();
      const path = join(folder, `.webrunner-${id}.tmp`);
      const journal = join(directory, id);
      await writeFile(journal, path, { mode: 0o600 });
      try {
        const handle = await open(path, 'wx', mode);
        return {
          path,
          handle,
          discard: async () => {
            await handle.close();
            await removeIfThere(path);
            await removeIfThere(journal);
          },
        };
      } catch (error) {
        await removeIfThere(journal);
        throw error;
      }
    },
  };
}

async function removeOrphan(journal: string): Promise<void> {
  try {
    const path = await readFile(journal, 'utf8');
    // A journal that was cut short by a power failure names nothing.
    if (path.startsWith('/') && isTempName(basename(path))) {
      await removeIfThere(path);
      log.info({ path }, 'removed the left-over of a save that was interrupted');
    }
    await unlink(journal);
  } catch (error) {
    log.warn({ err: error, journal }, 'could not remove the left-over of a save');
  }
}

async function removeIfThere(path: string): Promise<void> {
  try {
    await unlink(path);
  } catch (error) {
    if (!hasCode(error, 'ENOENT', 'ENOTDIR')) throw error;
  }
}
