import type { KeyboardEvent } from 'react';
import { runCommand } from '../../core/commands/registry.ts';
import { reportFailure } from '../../core/commands/reportFailure.ts';
import { parentOf } from '../../../../shared/core/paths.ts';
import { selectEntry } from './model/filesStore.ts';
import type { TreeRow } from './treeRows.ts';

interface TreeAt {
  rows: readonly TreeRow[];
  /** Of the selected row, or -1. */
  index: number;
  activate: (row: TreeRow) => void;
  toggle: (path: string, open: boolean) => void;
}

/** What a key does in the tree, as the ARIA practices have it, with F2, Delete and search by typing. */
export function treeKey(event: KeyboardEvent, { rows, index, activate, toggle }: TreeAt): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const row = rows[index];
  const expanded = row?.kind === 'entry' ? row.expanded : undefined;
  const actions: Readonly<Record<string, (() => void) | undefined>> = {
    ArrowDown: () => selectFrom(rows, index + 1, 1),
    ArrowUp: () => selectFrom(rows, index === -1 ? 0 : index - 1, -1),
    PageDown: () => selectFrom(rows, Math.min(rows.length - 1, index + 20), -1),
    PageUp: () => selectFrom(rows, Math.max(0, index - 20), 1),
    Home: () => selectFrom(rows, 0, 1),
    End: () => selectFrom(rows, rows.length - 1, -1),
    ArrowRight: () => {
      if (!row) return;
      if (expanded === false) toggle(row.path, true);
      else if (expanded === true) selectFrom(rows, index + 1, 1);
    },
    ArrowLeft: () => {
      if (!row) return;
      if (expanded === true) toggle(row.path, false);
      else if (row.kind === 'entry' && row.level > 1) selectEntry(parentOf(row.path));
    },
    Enter: () => row && activate(row),
    ' ': () => row && activate(row),
    F2: () => reportFailure(runCommand('files.rename')),
    Delete: () => reportFailure(runCommand('files.delete')),
  };
  const action =
    actions[event.key] ?? (event.key.length === 1 ? () => selectByName(rows, index, event.key) : undefined);
  if (!action) return;
  event.preventDefault();
  action();
}

/** Selects the first entry at `from` or beyond, in the direction given. */
function selectFrom(rows: readonly TreeRow[], from: number, direction: 1 | -1): void {
  for (let at = from; at >= 0 && at < rows.length; at += direction) {
    const row = rows[at];
    if (row?.kind === 'entry') {
      selectEntry(row.path);
      return;
    }
  }
}

/** How long typed letters belong together, in ms. */
const typingPause = 700;
let typed = '';
let typedAt = 0;

function selectByName(rows: readonly TreeRow[], index: number, letter: string): void {
  const now = performance.now();
  typed = now - typedAt > typingPause ? letter : typed + letter;
  typedAt = now;
  const found = rowStartingWith(rows, typed.length === 1 ? index + 1 : Math.max(index, 0), typed);
  if (found !== undefined) selectEntry(found);
}

/** Path of the first entry from `from` on, going round, whose name begins with `start`, in any case. */
export function rowStartingWith(rows: readonly TreeRow[], from: number, start: string): string | undefined {
  const wanted = start.toLowerCase();
  for (let step = 0; step < rows.length; step++) {
    const row = rows[(from + step) % rows.length];
    if (row?.kind === 'entry' && row.name.toLowerCase().startsWith(wanted)) return row.path;
  }
  return undefined;
}
