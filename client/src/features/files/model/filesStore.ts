import type { FileEntry } from '../../../../../shared/workspace.ts';
import { isWithin } from '../../../../../shared/core/paths.ts';
import { createAppStore } from '../../../core/stores/createAppStore.ts';

/** A name being typed in the tree: of something new in a folder, or the new one of an entry. */
export type NameInput = { kind: 'newFile' | 'newFolder'; folder: string } | { kind: 'rename'; path: string };

export interface FilesStore {
  /** What is known of folders, by client path. A folder that was never opened is absent. */
  folders: ReadonlyMap<string, readonly FileEntry[]>;
  /** Why a folder could not be listed. */
  problems: ReadonlyMap<string, string>;
  expanded: ReadonlySet<string>;
  /** The row that keys and buttons act on. */
  selected: string | undefined;
  input: NameInput | undefined;
}

export const useFilesStore = createAppStore<FilesStore>(() => ({
  folders: new Map(),
  problems: new Map(),
  expanded: new Set(),
  selected: undefined,
  input: undefined,
}));

export function putFolder(path: string, entries: readonly FileEntry[]): void {
  useFilesStore.setState(({ folders, problems }) => ({
    folders: new Map(folders).set(path, entries),
    problems: without(problems, path),
  }));
}

export function putFolderProblem(path: string, problem: string): void {
  useFilesStore.setState(({ problems }) => ({ problems: new Map(problems).set(path, problem) }));
}

/** Forgets a folder that is gone, and all below it. */
export function dropFolder(path: string): void {
  const kept = (other: string) => !isWithin(other, path);
  useFilesStore.setState(({ folders, problems, expanded }) => ({
    folders: new Map([...folders].filter(([key]) => kept(key))),
    problems: new Map([...problems].filter(([key]) => kept(key))),
    expanded: new Set([...expanded].filter(kept)),
  }));
}

export function setExpanded(path: string, open: boolean): void {
  useFilesStore.setState(({ expanded }) => {
    const next = new Set(expanded);
    if (open) next.add(path);
    else next.delete(path);
    return { expanded: next };
  });
}

export function selectEntry(path: string | undefined): void {
  useFilesStore.setState({ selected: path });
}

export function setNameInput(input: NameInput | undefined): void {
  useFilesStore.setState({ input });
}

function without<Value>(map: ReadonlyMap<string, Value>, key: string): ReadonlyMap<string, Value> {
  if (!map.has(key)) return map;
  const next = new Map(map);
  next.delete(key);
  return next;
}
