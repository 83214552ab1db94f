import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Disposable } from '../kit/lifecycle.ts';
import { createLogger } from '../logger.ts';
import type { Touch } from './dirtyPaths.ts';
import { hasCode } from '../files/fileError.ts';

const log = createLogger('files:poller');

/** Milliseconds between two looks. */
const interval = 2000;
const maxFolders = 64;
/** Of a folder with more entries only the first ones are compared. */
const maxEntries = 1000;

/** What tells one version of an entry from the next, by name. */
type Snapshot = ReadonlyMap<string, string>;

/** Finds changes in a few folders by looking again and again. */
export class FolderPoller implements Disposable {
  readonly #onTouch: (path: string, touch: Touch) => void;
  /** In the order in which they were last asked for. */
  readonly #folders = new Map<string, Snapshot | undefined>();
  #timer: NodeJS.Timeout | undefined;
  #disposed = false;

  constructor(onTouch: (path: string, touch: Touch) => void) {
    this.#onTouch = onTouch;
  }

  /** Polls this folder too, instead of the one that nobody asked for the longest time if there are too many. */
  add(folder: string): void {
    const known = this.#folders.get(folder);
    this.#folders.delete(folder);
    this.#folders.set(folder, known);
    const [oldest] = this.#folders.keys();
    if (this.#folders.size > maxFolders && oldest !== undefined) this.#folders.delete(oldest);
    // The first look has to come soon: what changes before it is not seen.
    if (known === undefined) this.#schedule(0);
    else this.#schedule(interval);
  }

  dispose(): void {
    this.#disposed = true;
    clearTimeout(this.#timer);
  }

  #schedule(delay: number): void {
    this.#timer ??= setTimeout(() => {
      this.#pollAll()
        .catch((error: unknown) => log.error({ err: error }, 'could not look for changes'))
        .finally(() => {
          this.#timer = undefined;
          if (!this.#disposed && this.#folders.size > 0) this.#schedule(interval);
        });
    }, delay);
    this.#timer.unref();
  }

  async #pollAll(): Promise<void> {
    for (const folder of [...this.#folders.keys()]) {
      const before = this.#folders.get(folder);
      const now = await snapshot(folder);
      if (this.#disposed) return;
      if (now === undefined) this.#folders.delete(folder);
      else if (this.#folders.has(folder)) this.#folders.set(folder, now);
      if (before !== undefined) this.#compare(folder, before, now ?? new Map());
    }
  }

  #compare(folder: string, before: Snapshot, now: Snapshot): void {
    for (const [name, version] of now) {
      if (!before.has(name)) this.#onTouch(join(folder, name), 'renamed');
      else if (before.get(name) !== version) this.#onTouch(join(folder, name), 'changed');
    }
    for (const name of before.keys()) {
      if (!now.has(name)) this.#onTouch(join(folder, name), 'renamed');
    }
  }
}

async function snapshot(folder: string): Promise<Snapshot | undefined> {
  try {
    const versions = new Map<string, string>();
    for (const name of (await readdir(folder)).sort().slice(0, maxEntries)) {
      const version = await versionOf(join(folder, name));
      if (version !== undefined) versions.set(name, version);
    }
    return versions;
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR', 'EACCES')) return undefined;
    throw error;
  }
}

async function versionOf(path: string): Promise<string | undefined> {
  try {
    const { ino, size, mtimeNs } = await lstat(path, { bigint: true });
    return `${ino}:${size}:${mtimeNs}`;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}
