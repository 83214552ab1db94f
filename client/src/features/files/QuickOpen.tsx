import { useDeferredValue, useEffect, useMemo, useState } from 'react';
import { nameOf, parentOf } from '../../../../shared/core/paths.ts';
import { requestReveal, showFile, useEditorStore } from '../editor/index.ts';
import { collectFiles } from './model/collectFiles.ts';
import { bestMatches } from '../../core/format/bestMatches.ts';
import { Palette, PaletteItem } from '../../components/Palette.tsx';
import styles from '../../components/Palette.module.css';

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
    <Palette
      label="Go to file"
      placeholder="Letters of a path"
      none={complete ? 'No file has these letters in its path.' : 'Looking for files…'}
      query={{ words: query, onChange: setQuery, found }}
      onClose={onClose}
    >
      {found.map((path) => (
        <PaletteItem
          key={path}
          value={path}
          onChoose={() => {
            showFile(path);
            requestReveal({ path });
          }}
        >
          <span>{nameOf(path)}</span>
          <span className={styles.folder}>{parentOf(path).replace(/^workspace\/?/, '')}</span>
        </PaletteItem>
      ))}
    </Palette>
  );
}
