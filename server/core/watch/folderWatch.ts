import type { FSWatcher } from 'node:fs';
import { watch } from 'node:fs';
import type { Disposable } from '../kit/lifecycle.ts';
import { toDisposable } from '../kit/lifecycle.ts';
import { createLogger } from '../logger.ts';

/**
 * Tells of changes to files of a folder, by name. Listeners are also called now and then without a change, as a
 * net for changes that were not told: they look for themselves what there is to do, and must be cheap.
 *
 * One watcher per folder serves everybody. That is not only thrift: the kernel merges an event with the one
 * before it when they are the same. With a watcher for the folder and one for a file in it, the two alternate
 * while the file is written to, nothing is merged, and a fast writer floods the queue.
 */
export interface FolderWatch extends Disposable {
  on(folder: string, name: string, listener: () => void): Disposable;
}

interface Watched {
  readonly listeners: Map<string, Set<() => void>>;
  readonly stop: () => void;
}

const netMs = 1000;
/** How often we look where the system has no watcher left for us. */
const pollMs = 50;
const log = createLogger('runs:watch');

export function createFolderWatch(): FolderWatch {
  const folders = new Map<string, Watched>();
  return {
    on: (folder, name, listener) => {
      const watched = folders.get(folder) ?? startWatching(folder);
      folders.set(folder, watched);
      const own = () => listener();
      const listeners = watched.listeners.get(name) ?? new Set();
      watched.listeners.set(name, listeners.add(own));
      return toDisposable(() => {
        listeners.delete(own);
        if (listeners.size === 0 && watched.listeners.get(name) === listeners) watched.listeners.delete(name);
        if (watched.listeners.size === 0 && folders.get(folder) === watched) {
          folders.delete(folder);
          watched.stop();
        }
      });
    },
    dispose: () => {
      for (const watched of folders.values()) watched.stop();
      folders.clear();
    },
  };
}

function startWatching(folder: string): Watched {
  const listeners: Watched['listeners'] = new Map();
  const tell = (name: string | null) => {
    if (name !== null) for (const listener of [...(listeners.get(name) ?? [])]) listener();
    else for (const set of [...listeners.values()]) for (const listener of [...set]) listener();
  };
  let timer = setInterval(() => tell(null), netMs);
  const pollInstead = (error: unknown) => {
    log.warn({ err: error, folder }, 'cannot watch this folder: looking at it again and again instead');
    clearInterval(timer);
    timer = setInterval(() => tell(null), pollMs);
  };
  let watcher: FSWatcher | undefined;
  try {
    watcher = watch(folder, (_, name) => tell(name));
    watcher.on('error', pollInstead);
  } catch (error) {
    pollInstead(error);
  }
  return {
    listeners,
    stop: () => {
      clearInterval(timer);
      watcher?.close();
    },
  };
}
