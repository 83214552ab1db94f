import { watch } from 'node:fs';
import type { Dirent, FSWatcher } from 'node:fs';
import { lstat, opendir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { FileChange } from '../../../shared/workspace.ts';
import type { Disposable } from '../kit/lifecycle.ts';
import { createLogger } from '../logger.ts';
import { DirtyPaths } from './dirtyPaths.ts';
import { hasCode } from '../files/fileError.ts';
import { FolderPoller } from './folderPoller.ts';
import { isWithin } from '../files/workspacePaths.ts';

const log = createLogger('files:watcher');

/** Milliseconds between two looks for a root that went away. */
const rootRetry = 1000;

export interface TreeWatcherOptions {
  /** Real absolute folder. */
  readonly root: string;
  /** Milliseconds for which changes are collected before they are told. */
  readonly delay: number;
  /** Entries that are not watched and not told of. */
  isIgnored(path: string): boolean;
  /** Told of changes, by absolute path. */
  onChange(changes: readonly FileChange[]): void;
}

/**
 * Watches all folders of a tree, with one inotify watch each; links are not followed. That takes less memory
 * and time than watchers that keep a copy of the tree, and lets trees that are moved in be watched whole.
 * Where the system has no watches left, folders that somebody looks at are polled.
 */
export class TreeWatcher implements Disposable {
  readonly #options: TreeWatcherOptions;
  readonly #dirty: DirtyPaths;
  readonly #watches = new Map<string, FSWatcher>();
  readonly #poller: FolderPoller;
  #rootIno: bigint | undefined;
  #isRootTouched = false;
  #timer: NodeJS.Timeout | undefined;
  #flushing: Promise<void> = Promise.resolve();
  /** Milliseconds that the last look at changes took. */
  #lastLook = 0;
  #limitReached = false;
  #disposed = false;

  constructor(options: TreeWatcherOptions) {
    this.#options = options;
    this.#dirty = new DirtyPaths(options.root);
    this.#poller = new FolderPoller((path, touch) => this.#touch(path, touch));
  }

  /** Resolves when the tree is being watched; changes are told from then on. */
  async start(): Promise<void> {
    await this.#watchRoot();
  }

  /** Somebody looks at this folder: if it can only be polled, it is. */
  noteListed(folder: string): void {
    const isOurs = isWithin(this.#options.root, folder) && !this.#options.isIgnored(folder);
    if (isOurs && this.#limitReached && !this.#watches.has(folder)) this.#poller.add(folder);
  }

  async dispose(): Promise<void> {
    this.#disposed = true;
    clearTimeout(this.#timer);
    this.#poller.dispose();
    await this.#flushing;
    for (const watcher of this.#watches.values()) watcher.close();
    this.#watches.clear();
  }

  async #watchRoot(): Promise<void> {
    this.#rootIno = (await statEntry(this.#options.root))?.ino;
    await this.#watchTree(this.#options.root);
  }

  async #watchTree(top: string): Promise<void> {
    const pending = [top];
    for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
      if (this.#disposed || !this.#watchFolder(folder)) continue;
      // Read after the watch is set, so that no folder made in between is missed.
      for await (const entry of entriesOf(folder)) {
        const path = join(folder, entry.name);
        if (entry.isDirectory() && !this.#options.isIgnored(path)) pending.push(path);
      }
    }
  }

  /** Whether the folder is there to be walked. */
  #watchFolder(folder: string): boolean {
    if (this.#watches.has(folder) || this.#limitReached) return true;
    try {
      const watcher = watch(folder, { persistent: false }, (event, name) => {
        if (name !== null) this.#receive(folder, event, name);
      });
      this.#watches.set(folder, watcher);
      watcher.on('error', (error) => {
        log.warn({ err: error, folder }, 'a folder is not watched any more');
        this.#unwatch(folder);
      });
      return true;
    } catch (error) {
      if (hasCode(error, 'ENOENT', 'ENOTDIR', 'EACCES')) return false;
      if (!hasCode(error, 'ENOSPC', 'EMFILE', 'ENFILE')) throw error;
      this.#limitReached = true;
      log.warn(
        { folder, watched: this.#watches.size },
        'no more folders can be watched (see fs.inotify.max_user_watches): open folders are polled instead',
      );
      return true;
    }
  }

  #receive(folder: string, event: 'rename' | 'change', name: string): void {
    const path = join(folder, name);
    // A folder that goes away says so by its own name, as if it were within itself.
    this.#isRootTouched ||= folder === this.#options.root && name === basename(folder);
    this.#touch(path, event === 'rename' ? 'renamed' : 'changed');
  }

  #touch(path: string, touch: 'renamed' | 'changed'): void {
    if (this.#disposed || this.#options.isIgnored(path)) return;
    this.#dirty.add(path, touch);
    // While changes come faster than they can be looked at, most of the time is left to whoever makes them.
    this.#schedule(Math.max(this.#options.delay, 4 * this.#lastLook));
  }

  #schedule(delay: number): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#flushing = this.#flushing
        .then(async () => {
          const before = performance.now();
          await this.#flush();
          this.#lastLook = performance.now() - before;
        })
        .catch((error: unknown) => log.error({ err: error }, 'changes of files could not be told'));
    }, delay);
  }

  async #flush(): Promise<void> {
    const { entries, folders } = this.#dirty.take();
    if (this.#isRootTouched && (await this.#isRootGone())) return;
    const changes: FileChange[] = [...folders].map((path) => ({ path, kind: 'directory' }));
    const stale = new Set(folders);
    const fresh = new Set(folders);
    for (const [path, touch] of entries) {
      if (touch === 'changed') {
        changes.push({ path, kind: 'changed' });
        continue;
      }
      const found = await statEntry(path);
      // The watch of a folder that was replaced would be that of the old one, wherever it is now.
      if (this.#watches.has(path)) stale.add(path);
      if (found === undefined) {
        if (!(await isWordOnItself(path))) changes.push({ path, kind: 'deleted' });
        continue;
      }
      changes.push({ path, kind: 'created' });
      if (!found.isDirectory) continue;
      fresh.add(path);
      changes.push({ path, kind: 'directory' });
    }
    this.#unwatchBelow(stale);
    for (const folder of fresh) await this.#watchTree(folder);
    if (!this.#disposed && changes.length > 0) this.#options.onChange(changes);
  }

  /** Looks for a root that was deleted, moved or replaced until it is there, and then watches it anew. */
  async #isRootGone(): Promise<boolean> {
    const { root } = this.#options;
    const found = await statEntry(root);
    this.#isRootTouched = found === undefined;
    if (found !== undefined && found.ino === this.#rootIno) return false;
    if (this.#rootIno !== undefined) log.warn({ root }, 'the folder went away; waiting for it to come back');
    this.#rootIno = undefined;
    this.#unwatchBelow(new Set([root]));
    if (found === undefined) {
      this.#schedule(rootRetry);
      return true;
    }
    await this.#watchRoot();
    this.#options.onChange([{ path: root, kind: 'directory' }]);
    return true;
  }

  #unwatchBelow(tops: ReadonlySet<string>): void {
    if (tops.size === 0) return;
    for (const folder of [...this.#watches.keys()]) {
      for (let above = folder; above.length >= this.#options.root.length; above = dirname(above)) {
        if (tops.has(above)) {
          this.#unwatch(folder);
          break;
        }
        if (above === dirname(above)) break;
      }
    }
  }

  #unwatch(folder: string): void {
    this.#watches.get(folder)?.close();
    this.#watches.delete(folder);
  }
}

/** Whether `a/b/b` was touched only because the folder `a/b` went away. */
async function isWordOnItself(path: string): Promise<boolean> {
  const folder = dirname(path);
  return basename(path) === basename(folder) && (await statEntry(folder)) === undefined;
}

async function statEntry(path: string): Promise<{ ino: bigint; isDirectory: boolean } | undefined> {
  try {
    const stats = await lstat(path, { bigint: true });
    return { ino: stats.ino, isDirectory: stats.isDirectory() };
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR', 'EACCES')) return undefined;
    throw error;
  }
}

/** In pieces, since some folders have hundreds of thousands of entries: the event loop goes on in between. */
async function* entriesOf(folder: string): AsyncGenerator<Dirent> {
  try {
    yield* await opendir(folder, { bufferSize: 256 });
  } catch (error) {
    if (!hasCode(error, 'ENOENT', 'ENOTDIR', 'EACCES')) throw error;
  }
}
