import { AppError } from '../../../../../shared/core/errors.ts';
import type { FileChange } from '../../../../../shared/workspace.ts';
import { call, messageOf } from '../../../core/api/client.ts';
import { isWithin, parentOf } from '../../../../../shared/core/paths.ts';
import { UnreachableError } from '../../../core/api/client.ts';
import {
  dropFolder,
  putFolder,
  putFolderProblem,
  selectEntry,
  setExpanded,
  useFilesStore,
} from './filesStore.ts';
import { askAgain } from '../../../core/api/askAgain.ts';
import { onLiveReset } from '../../../core/live/live.ts';
import { onFileChanges } from './fileChanges.ts';

/** Changes come in bursts (a checkout, a build): folders are listed again at most this often, in ms. */
const refreshPause = 150;

/**
 * Lists a folder into the store; what cannot be listed is told there. Entries that are known stay when the server does not
 * answer, which the banner tells: the folder is listed again when the connection is back.
 */
async function listFolder(path: string): Promise<void> {
  try {
    const { entries } = await call('listFolder', { query: { path } });
    putFolder(path, entries);
  } catch (error) {
    if (error instanceof AppError && error.code === 'not_found' && path.includes('/')) dropFolder(path);
    else {
      const unreachable = error instanceof UnreachableError;
      if (unreachable) askAgain(() => void listFolder(path));
      if (!unreachable || !useFilesStore.getState().folders.has(path))
        putFolderProblem(path, messageOf(error));
    }
  }
}

/** Opens a folder in the tree; its entries come as soon as they are known. */
export async function expandFolder(path: string): Promise<void> {
  setExpanded(path, true);
  if (useFilesStore.getState().folders.has(path)) return;
  const listing = firstListings.get(path) ?? listFolder(path).finally(() => firstListings.delete(path));
  firstListings.set(path, listing);
  await listing;
}

/** Folders that are being listed for the first time. */
const firstListings = new Map<string, Promise<void>>();

/** Opens the folders above a file and selects its row. */
export async function revealInTree(path: string): Promise<void> {
  const [root = '', ...names] = path.split('/');
  selectEntry(path);
  const above = names.map((_, depth) => [root, ...names.slice(0, depth)].join('/'));
  await Promise.all(above.map(expandFolder));
}

/** Creates an empty file, with the folders above it. `exists` when there is one of that name. */
export async function createFile(path: string): Promise<void> {
  await createMissingFolders(parentOf(path));
  try {
    await call('writeFile', { query: { path }, body: { text: '' }, ifNoneMatch: '*' });
  } catch (error) {
    if (error instanceof AppError && error.code === 'changed_on_disk')
      throw new AppError('exists', 'There is a file of that name already.', { cause: error });
    throw error;
  }
  await listFolder(parentOf(path));
}

export async function createFolder(path: string): Promise<void> {
  await call('createFolder', { body: { path } });
  await listFolder(parentOf(path));
}

export async function moveEntry(from: string, to: string): Promise<void> {
  await call('moveEntry', { body: { from, to } });
  dropFolder(from);
  await Promise.all([...new Set([parentOf(from), parentOf(to)])].map(listFolder));
}

export async function deleteEntry(path: string, folder: boolean): Promise<void> {
  await call('deleteEntry', { query: { path, ...(folder && { recursive: 'true' as const }) } });
  dropFolder(path);
  await listFolder(parentOf(path));
}

async function createMissingFolders(path: string): Promise<void> {
  if (useFilesStore.getState().folders.has(path) || !path.includes('/')) return;
  try {
    await call('createFolder', { body: { path } });
  } catch (error) {
    if (!(error instanceof AppError && error.code === 'exists')) throw error;
  }
}

const waiting = new Set<string>();
let timer: ReturnType<typeof setTimeout> | undefined;

/** Keeps the folders that were listed as they are on disk. Returns what ends it. */
export function watchFolders(): () => void {
  const stops = [
    onFileChanges((changes) => {
      for (const folder of staleFolders(changes, useFilesStore.getState().folders)) waiting.add(folder);
      if (waiting.size > 0) timer ??= setTimeout(refreshWaiting, refreshPause);
    }),
    onLiveReset(() => {
      const { folders, problems } = useFilesStore.getState();
      for (const folder of [...folders.keys(), ...problems.keys()]) waiting.add(folder);
      refreshWaiting();
    }),
  ];
  return () => {
    for (const stop of stops) stop();
    clearTimeout(timer);
  };
}

function refreshWaiting(): void {
  clearTimeout(timer);
  timer = undefined;
  const folders = [...waiting];
  waiting.clear();
  for (const folder of folders) void listFolder(folder);
}

/** The listed folders that changes make out of date: only names that come or go matter to a listing. */
export function staleFolders(
  changes: readonly FileChange[],
  folders: ReadonlyMap<string, unknown>,
): ReadonlySet<string> {
  const stale = new Set<string>();
  for (const { path, kind } of changes) {
    if (kind === 'changed') continue;
    if (kind === 'directory') {
      for (const folder of folders.keys()) if (isWithin(folder, path)) stale.add(folder);
    } else if (folders.has(parentOf(path))) stale.add(parentOf(path));
  }
  return stale;
}
