import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef } from 'react';
import { reportFailure } from '../../core/commands/reportFailure.ts';
import { useNarrow } from '../../core/hooks/useMediaQuery.ts';
import { useShallow } from '../../core/stores/createAppStore.ts';
import { selectEntry, setExpanded, useFilesStore } from './model/filesStore.ts';
import { setDrawerOpen } from '../../core/stores/layoutStore.ts';
import { showFile } from '../editor/index.ts';
import { expandFolder } from './model/folders.ts';
import { EntryRow } from './EntryRow.tsx';
import { NameInputRow } from './NameInputRow.tsx';
import { TreeContextMenu } from './TreeContextMenu.tsx';
import { treeKey } from './treeKey.ts';
import { treeRows, type TreeRow } from './treeRows.ts';
import styles from './FileTree.module.css';

/** What a click or Enter on a row does: a folder opens or closes, a file is shown. */
function activate(row: TreeRow, narrow: boolean): void {
  if (row.kind !== 'entry') return;
  selectEntry(row.path);
  if (row.expanded !== undefined) toggle(row.path, !row.expanded);
  else if (row.entry.kind === 'file' && row.entry.unreadableName !== true) {
    showFile(row.path);
    if (narrow) setDrawerOpen(false);
  }
}

function toggle(path: string, open: boolean): void {
  if (open) reportFailure(expandFolder(path));
  else setExpanded(path, false);
}

/**
 * The files as a tree. Only the rows on screen are in the document, so the focus stays on the tree itself and
 * `aria-activedescendant` says which row it is on.
 */
export function FileTree() {
  const shown = useFilesStore(
    useShallow(({ folders, problems, expanded, input }) => ({ folders, problems, expanded, input })),
  );
  const selected = useFilesStore((state) => state.selected);
  const rows = useMemo(() => treeRows(shown), [shown]);
  const scroller = useRef<HTMLDivElement>(null);
  const narrow = useNarrow();
  const rowHeight = narrow ? 44 : 24;
  // eslint-disable-next-line react-hooks/incompatible-library -- not memoized by a compiler: none is used
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
  });
  useEffect(() => virtual.measure(), [virtual, rowHeight]);

  const wanted = shown.input === undefined ? selected : undefined;
  const index = useMemo(() => rows.findIndex(({ path }) => path === wanted), [rows, wanted]);
  const inputIndex = useMemo(() => rows.findIndex(({ kind }) => kind === 'input'), [rows]);
  const target = inputIndex === -1 ? index : inputIndex;
  const scrolledTo = useRef<string>(undefined);
  useEffect(() => {
    const path = rows[target]?.path;
    if (path === undefined || path === scrolledTo.current) return;
    scrolledTo.current = path;
    virtual.scrollToIndex(target, { align: 'auto' });
  }, [rows, target, virtual]);

  return (
    <TreeContextMenu>
      <div
        ref={scroller}
        role="tree"
        aria-label="Files"
        tabIndex={0}
        data-pane-focus
        className={styles.tree}
        aria-activedescendant={index === -1 ? undefined : rowId(index)}
        onKeyDown={(event) => {
          if (event.target !== event.currentTarget) return;
          treeKey(event, { rows, index, activate: (row) => activate(row, narrow), toggle });
        }}
      >
        <div role="presentation" className={styles.rows} style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map((item) => {
            const row = rows[item.index];
            return (
              row && (
                <div
                  key={row.path}
                  role="presentation"
                  className={styles.slot}
                  style={{ height: item.size, transform: `translateY(${item.start}px)` }}
                >
                  <Row
                    row={row}
                    id={rowId(item.index)}
                    selected={row.path === selected}
                    onActivate={() => activate(row, narrow)}
                  />
                </div>
              )
            );
          })}
        </div>
      </div>
    </TreeContextMenu>
  );
}

function rowId(index: number): string {
  return `file-row-${index}`;
}

function Row({
  row,
  id,
  selected,
  onActivate,
}: {
  row: TreeRow;
  id: string;
  selected: boolean;
  onActivate: () => void;
}) {
  const input = useFilesStore((state) => state.input);
  switch (row.kind) {
    case 'entry':
      return input?.kind === 'rename' && input.path === row.path ? (
        <NameInputRow input={input} level={row.level} folder={row.expanded !== undefined} />
      ) : (
        <EntryRow row={row} id={id} selected={selected} onActivate={onActivate} />
      );
    case 'input':
      return input && <NameInputRow input={input} level={row.level} folder={row.folder} />;
    case 'loading':
    case 'empty':
    case 'problem':
      return (
        <div
          role="treeitem"
          aria-level={row.level}
          aria-disabled="true"
          aria-selected="false"
          className={styles.message}
          data-kind={row.kind}
          style={{ paddingLeft: row.level * 12 + 14 }}
        >
          {row.text}
        </div>
      );
  }
}
