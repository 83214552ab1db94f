import { call } from '../../../core/api/client.ts';
import { AppError } from '../../../../../shared/core/errors.ts';

/** Folders that are asked for at the same time. */
const width = 8;

/** Where the search for files ends: a workspace of that many is searched by name in a terminal. */
const limit = 50_000;

/** Folders that nobody opens files of by name. */
const skipped = new Set(['.git', 'node_modules', '__pycache__']);

/**
 * Finds the files of the workspace folder by folder, the upper ones first, and tells the paths found so far from
 * time to time, the last time when all are found. Ends early when aborted.
 */
export async function collectFiles(
  signal: AbortSignal,
  tell: (paths: readonly string[]) => void,
): Promise<void> {
  const found: string[] = [];
  let level = ['workspace'];
  while (level.length > 0 && found.length < limit) {
    const next: string[] = [];
    for (let at = 0; at < level.length; at += width) {
      const lists = await Promise.all(level.slice(at, at + width).map((folder) => entriesOf(folder, signal)));
      if (signal.aborted) return;
      for (const { files, folders } of lists) {
        found.push(...files);
        next.push(...folders);
      }
      tell([...found]);
    }
    level = next;
  }
}

async function entriesOf(
  folder: string,
  signal: AbortSignal,
): Promise<{ files: string[]; folders: string[] }> {
  try {
    const { entries } = await call('listFolder', { query: { path: folder }, signal });
    const named = entries.filter(({ unreadableName }) => unreadableName !== true);
    return {
      files: named.filter(({ kind }) => kind === 'file').map(({ name }) => `${folder}/${name}`),
      // A link may lead back up: its target is found where it lies.
      folders: named
        .filter(({ kind, link, name }) => kind === 'directory' && link === undefined && !skipped.has(name))
        .map(({ name }) => `${folder}/${name}`),
    };
  } catch (error) {
    if (signal.aborted || error instanceof AppError) return { files: [], folders: [] };
    throw error;
  }
}
