import { constants } from 'node:fs';
import { access, chmod, lstat, mkdir, readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { StartError } from '../startError.ts';
import { isWithin } from '../files/workspacePaths.ts';
import type { FileRoots } from '../files/workspacePaths.ts';
import { stateProblem, workspaceProblem } from '../../../scripts/setup/places.mjs';
import { createLogger } from '../logger.ts';

/** Bytes that a Unix socket's path can have, and those that the engine appends to its base. */
const maxSocketPath = 107;
const socketSuffix = 16;

const log = createLogger('folders');

/** Throws StartError where the engine could not build in one of the folders, before anything is made in them. */
export function checkPlaces(workspace: string, state: string): void {
  const problem = stateProblem(state) ?? workspaceProblem(workspace);
  if (problem !== undefined) throw new StartError(problem);
}

/** The folders of a server that is starting, as real paths. */
export interface Folders {
  readonly state: string;
  readonly roots: FileRoots;
}

/** Makes the state directory, closes it to other accounts, and answers its real path. */
export async function openState(folder: string): Promise<string> {
  await makeFolder(folder, '--state', 0o700);
  const state = await realpath(folder);
  await closeToOthers(state);
  if (Buffer.byteLength(join(state, 'slapos')) + socketSuffix > maxSocketPath) {
    throw new StartError(
      `The state directory ${state} is too deep for the sockets of SlapOS: choose one with a shorter path with --state.`,
    );
  }
  return state;
}

/**
 * Lets no other account into the state directory, which has secrets, and sockets that obey whoever reaches them. Throws
 * StartError where that cannot be done, or where another account has put something into it while it was open.
 */
async function closeToOthers(state: string): Promise<void> {
  const own = process.getuid?.() ?? 0;
  const { mode, uid } = await stat(state);
  if (uid !== own) {
    throw new StartError(
      `The state directory ${state} belongs to another account (uid ${uid}), so that it cannot be closed to others: choose another folder with --state, or run: chown -R ${own} ${state}`,
    );
  }
  if ((mode & 0o077) !== 0) {
    await chmod(state, 0o700);
    const octal = (mode & 0o777).toString(8).padStart(4, '0');
    log.warn(
      `the state directory ${state} was open to other accounts (mode ${octal}): it is closed to them now`,
    );
  }
  for (const name of await readdir(state)) {
    const entry = await lstat(join(state, name));
    if (entry.uid === own || entry.uid === 0) continue;
    throw new StartError(
      `Another account (uid ${entry.uid}) has put ${join(state, name)} into the state directory: remove it, or choose another folder with --state.`,
    );
  }
}

/** The roots of client paths, as real paths; makes those that the engine will fill. */
export async function openRoots(workspace: string, state: string): Promise<FileRoots> {
  const instances = join(state, 'slapos', 'inst');
  const releases = join(state, 'slapos', 'soft');
  await mkdir(instances, { recursive: true });
  await mkdir(releases, { recursive: true });
  const roots = {
    workspace: await realpath(workspace),
    instances: await realpath(instances),
    releases: await realpath(releases),
  };
  if (isWithin(state, roots.workspace)) {
    throw new StartError(`The workspace cannot lie in the state directory ${state}: choose another one.`);
  }
  return roots;
}

/** Answers whether the folder was made now. Throws StartError where it cannot be made or written. */
export async function makeFolder(folder: string, option: string, mode = 0o777): Promise<boolean> {
  try {
    const made = await mkdir(folder, { recursive: true, mode });
    await access(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    return made !== undefined;
  } catch (error) {
    const uid = process.getuid?.() ?? 0;
    throw new StartError(
      `This account (uid ${uid}) cannot write ${folder}: choose another folder with ${option}, or run: chown -R ${uid} ${folder}`,
      { cause: error },
    );
  }
}
