import { ChevronRight, CornerDownRight, File, FileCog, FileText } from 'lucide-react';
import { instanceFolder } from '../../../../shared/identity.ts';
import { useEditorStore } from '../editor/index.ts';
import { useInstancesStore } from '../services/index.ts';
import { parentOf } from '../../../../shared/core/paths.ts';
import { releaseTitle } from '../../../../shared/releaseName.ts';
import { useReleasesStore } from '../releases/index.ts';
import type { TreeRow } from './treeRows.ts';
import styles from './FileTree.module.css';

interface EntryRowProps {
  row: Extract<TreeRow, { kind: 'entry' }>;
  id: string;
  selected: boolean;
  onActivate: () => void;
}

/** One file or folder. */
export function EntryRow({ row, id, selected, onActivate }: EntryRowProps) {
  const { path, name, entry, level, expanded } = row;
  const active = useEditorStore((state) => state.activePath === path);
  const dirty = useEditorStore((state) => state.files.get(path)?.dirty === true);
  const note = useNote(row);
  return (
    <div
      id={id}
      role="treeitem"
      aria-level={level}
      aria-label={dirty ? `${name} (unsaved)` : name}
      aria-description={note}
      aria-expanded={expanded}
      aria-selected={selected}
      aria-posinset={row.position}
      aria-setsize={row.siblings}
      aria-disabled={entry.unreadableName === true || entry.kind === 'other' ? true : undefined}
      data-path={path}
      data-active={active}
      data-hidden-file={name.startsWith('.')}
      className={styles.row}
      style={{ paddingLeft: level * 12 - 4 }}
      title={linkTitle(row)}
      onClick={onActivate}
    >
      {expanded === undefined ? (
        <FileIcon name={name} />
      ) : (
        <ChevronRight size={14} className={styles.chevron} aria-hidden="true" />
      )}
      <span className={styles.name}>{name}</span>
      {entry.link !== undefined && <CornerDownRight size={11} className={styles.icon} aria-hidden="true" />}
      {note !== undefined && <span className={styles.note}>{note}</span>}
      {dirty && <span className={styles.dot} aria-hidden="true" />}
    </div>
  );
}

function FileIcon({ name }: { name: string }) {
  const Icon = /\.(cfg|in)$/.test(name) ? FileCog : /\.(md|txt|rst)$/.test(name) ? FileText : File;
  return <Icon size={14} strokeWidth={1.5} className={styles.icon} aria-hidden="true" />;
}

/** Of a partition, the instance in it; of an installed release, its name; of a root, what it is. */
function useNote({ path }: EntryRowProps['row']): string | undefined {
  const reference = useInstancesStore(
    ({ instances }) => instances?.find((instance) => instanceFolder(instance) === path)?.reference,
  );
  const release = useReleasesStore(({ releases }) =>
    parentOf(path) === 'releases' ? releases?.find(({ folder }) => folder === path)?.name : undefined,
  );
  return reference ?? (release && releaseTitle(release)) ?? notes[path];
}

const notes: Readonly<Record<string, string>> = {
  instances: 'partitions',
  releases: 'installed, read-only',
};

function linkTitle({ entry, path }: EntryRowProps['row']): string {
  const shown = path.replace(/^workspace\//, '');
  if (entry.unreadableName === true) return 'Its name is not UTF-8: it cannot be opened here';
  if (entry.kind === 'other') return `${shown}: neither a file nor a folder`;
  switch (entry.link) {
    case 'outside':
      return `${shown}: a link that leads out of the workspace`;
    case 'broken':
      return `${shown}: a link that leads nowhere`;
    case 'inside':
      return `${shown}: a link`;
    case undefined:
      return shown;
  }
}
