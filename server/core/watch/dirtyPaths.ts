import { dirname } from 'node:path';

/** How an entry was touched: its name came, went or was reused; or its content or attributes changed. */
export type Touch = 'renamed' | 'changed';

/** So many paths are kept apart; beyond that only the folders are known, and beyond that only the root. */
const maxPaths = 500;

/** Touched paths of one tree, coalesced. Its size is bounded, whatever happens on disk. */
export class DirtyPaths {
  readonly #root: string;
  #entries = new Map<string, Touch>();
  #folders = new Set<string>();

  constructor(root: string) {
    this.#root = root;
  }

  /** `path` is absolute and lies below the root. */
  add(path: string, touch: Touch): void {
    if (this.#folders.size > 0) {
      this.addFolder(dirname(path));
      return;
    }
    if (this.#entries.get(path) !== 'renamed') this.#entries.set(path, touch);
    if (this.#entries.size <= maxPaths) return;
    for (const entry of this.#entries.keys()) this.addFolder(dirname(entry));
    this.#entries.clear();
  }

  /** A whole folder, with everything below it. */
  addFolder(path: string): void {
    if (this.#folders.has(this.#root)) return;
    this.#folders.add(path);
    if (this.#folders.size > maxPaths) this.#folders = new Set([this.#root]);
  }

  /** What was touched: single entries, and folders below which anything may have changed. Empties the set. */
  take(): { entries: ReadonlyMap<string, Touch>; folders: ReadonlySet<string> } {
    const taken = { entries: this.#entries, folders: this.#folders };
    this.#entries = new Map();
    this.#folders = new Set();
    return taken;
  }
}
