import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { ServerFile, serverFileName } from '../../shared/serverFile.ts';
import { parseJson } from '../../shared/core/json.ts';
import { NotReachedError } from './errors.ts';

/** Far more than such a file has, in bytes. */
const maxSize = 64 * 1024;

/**
 * The server that runs on a state folder, by the file that it wrote there. Throws NotReachedError where there is none, also
 * where one has ended and left its file behind, and where others could have written or read it.
 */
export async function findServer(state: string): Promise<ServerFile> {
  const path = join(state, serverFileName);
  const handle = await openFile(path, state);
  try {
    const { mode, uid, size } = await handle.stat();
    const own = process.getuid?.() ?? uid;
    if (uid !== own || (mode & 0o077) !== 0) {
      throw new NotReachedError(
        `${path} is not the file of a server of yours: it belongs to uid ${uid}, with mode ${(mode & 0o777).toString(8)}.`,
      );
    }
    const file =
      size > maxSize ? undefined : ServerFile.safeParse(parseJson(await handle.readFile('utf8'))).data;
    if (file === undefined) {
      throw new NotReachedError(
        `${path} is of another version of Webrunner: use the command line of the one that runs.`,
      );
    }
    if (!isAlive(file.pid)) {
      throw new NotReachedError(
        `The server of ${state} (pid ${file.pid}) was killed: start it again with webrunner start.`,
      );
    }
    return file;
  } finally {
    await handle.close();
  }
}

async function openFile(path: string, state: string): Promise<FileHandle> {
  try {
    return await open(path, 'r');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      throw new NotReachedError(
        `No server runs on the state folder ${state}: start one with webrunner start, or name its folder with --state.`,
        { cause: error },
      );
    }
    if (code === 'EACCES') {
      throw new NotReachedError(`The state folder ${state} belongs to another account.`, { cause: error });
    }
    throw error;
  }
}

/** Whether a process of ours has this number. */
function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    // There is none, or it is another account's: then not the server.
    return false;
  }
}
