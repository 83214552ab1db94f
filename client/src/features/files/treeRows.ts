import type { FileEntry } from '../../../../shared/workspace.ts';
import type { FilesStore } from './model/filesStore.ts';

/** One line of the tree. `level` begins at 1; `position` of `siblings` is what assistive software reads out. */
export type TreeRow =
  | {
      kind: 'entry';
      path: string;
      name: string;
      entry: FileEntry;
      level: number;
      position: number;
      siblings: number;
      /** Of folders only. */
      expanded?: boolean;
    }
  | { kind: 'input'; path: string; level: number; folder: boolean }
  | { kind: 'loading' | 'empty' | 'problem'; path: string; level: number; text: string };

const roots: readonly FileEntry[] = [
  { name: 'instances', kind: 'directory' },
  { name: 'releases', kind: 'directory' },
];

/** The lines of the tree from top to bottom: what the workspace holds, then the two other roots. */
export function treeRows({ folders, problems, expanded, input }: Omit<FilesStore, 'selected'>): TreeRow[] {
  const rows: TreeRow[] = [];
  const inWorkspace = folders.get('workspace')?.length ?? 0;

  const addFolder = (path: string, level: number) => {
    if (input && input.kind !== 'rename' && input.folder === path)
      rows.push({ kind: 'input', path: `${path}/`, level, folder: input.kind === 'newFolder' });
    const entries = folders.get(path);
    const problem = problems.get(path);
    if (problem !== undefined) rows.push({ kind: 'problem', path: `${path}/!`, level, text: problem });
    else if (entries === undefined)
      rows.push({ kind: 'loading', path: `${path}/…`, level, text: 'Loading…' });
    else if (entries.length === 0 && level > 1)
      rows.push({ kind: 'empty', path: `${path}/0`, level, text: 'Empty folder' });
    else addEntries(path, entries, level);
  };

  const addEntries = (folder: string, entries: readonly FileEntry[], level: number) => {
    const top = level === 1;
    const before = top && folder === '' ? inWorkspace : 0;
    const siblings = top ? inWorkspace + roots.length : entries.length;
    entries.forEach((entry, index) => {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      const open = entry.kind === 'directory' && expanded.has(path);
      rows.push({
        kind: 'entry',
        path,
        name: entry.name,
        entry,
        level,
        position: before + index + 1,
        siblings,
        ...(entry.kind === 'directory' && { expanded: open }),
      });
      if (open) addFolder(path, level + 1);
    });
  };

  addFolder('workspace', 1);
  addEntries('', roots, 1);
  return rows;
}
