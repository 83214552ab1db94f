import { Command } from 'cmdk';
import { useDeferredValue, useEffect, useMemo, useState } from 'react';
import { nameOf, parentOf } from '../../stores/filesStore.ts';
import { useEditorStore } from '../../stores/editorStore.ts';
import { showFile } from '../../sync/editorRoute.ts';
import { collectFiles } from '../../sync/collectFiles.ts';
import { bestMatches } from './bestMatches.ts';
import styles from './CommandPalette.module.css';

/** How many files are offered at a time. */
const most = 60;

/** Finds a file of the workspace by letters of its path. */
export function QuickOpen({ onClose }: { onClose: () => void }) {
  const [paths, setPaths] = useState<readonly string[]>([]);
  const [complete, setComplete] = useState(false);
  const [query, setQuery] = useState('');
  const wanted = useDeferredValue(query);
  const tabs = useEditorStore((state) => state.tabs);

  useEffect(() => {
    const controller = new AbortController();
    void collectFiles(controller.signal, setPaths).then(() => setComplete(!controller.signal.aborted));
    return () => controller.abort();
  }, []);

  const found = useMemo(
    () =>
      wanted.trim() === ''
        ? [...new Set([...tabs, ...paths])].slice(0, most)
        : bestMatches(paths, wanted, most),
    [paths, tabs, wanted],
  );
  return (
    <Command.Dialog
      open
      loop
      shouldFilter={false}
      label="Go to file"
      overlayClassName={styles.scrim ?? ''}
      contentClassName={styles.palette ?? ''}
      onOpenChange={(open) => open || onClose()}
    >
      <Command.Input
        placeholder="Letters of a path"
        value={query}
        onValueChange={setQuery}
        className={styles.input}
      />
      <Command.List className={styles.list}>
        <Command.Empty className={styles.empty}>
          {complete ? 'No file has these letters in its path.' : 'Looking for files…'}
        </Command.Empty>
        {found.map((path) => (
          <Command.Item
            key={path}
            value={path}
            className={styles.item}
            onSelect={() => {
              onClose();
              showFile(path);
            }}
          >
            <span>{nameOf(path)}</span>
            <span className={styles.folder}>{parentOf(path).replace(/^workspace\/?/, '')}</span>
          </Command.Item>
        ))}
      </Command.List>
    </Command.Dialog>
  );
}
