import { clsx } from 'clsx';
import { CaseSensitive, Regex, RotateCw, WholeWord, X } from 'lucide-react';
import { useEffect, useRef, type KeyboardEvent } from 'react';
import { IconButton } from '../../components/IconButton.tsx';
import { SidePane } from '../../components/SidePane.tsx';
import { focusEditor, useEditorStore } from '../editor/index.ts';
import { showSidePane } from '../../core/stores/layoutStore.ts';
import { useSearchStore, wantSearchFocus } from './model/searchStore.ts';
import { changeSearch, search } from './model/search.ts';
import { moveThroughResults } from './moveThroughResults.ts';
import { SearchResults } from './SearchResults.tsx';
import { searchSummary } from './searchSummary.ts';
import styles from './SearchPane.module.css';

/** Looks for a text in all files. */
export function SearchPane() {
  const { input, focusWanted, result, problem, searching } = useSearchStore();
  const hasUnsaved = useEditorStore(({ files }) => [...files.values()].some(({ dirty }) => dirty));
  const pane = useRef<HTMLElement>(null);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (!focusWanted) return;
    field.current?.select();
    wantSearchFocus(false);
  }, [focusWanted]);

  // What had the focus goes away with the pane.
  const leave = (): void => {
    showSidePane('files');
    focusEditor();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') leave();
    else if (pane.current === null || !moveThroughResults(event.key, pane.current)) return;
    event.preventDefault();
  };
  const searchNow = (event: KeyboardEvent): void => {
    if (event.key === 'Enter') search();
  };
  return (
    <SidePane ref={pane} name="Search" onKeyDown={onKeyDown}>
      <div role="search" className={styles.form}>
        <div className={styles.line}>
          <input
            ref={field}
            className={clsx('field', styles.field)}
            type="text"
            aria-label="Search in files"
            placeholder="Search in files"
            aria-invalid={problem !== undefined}
            spellCheck={false}
            autoComplete="off"
            maxLength={1000}
            value={input.text}
            onChange={({ target }) => changeSearch({ text: target.value })}
            onKeyDown={searchNow}
          />
          <IconButton
            size="small"
            label="Match case"
            icon={<CaseSensitive size={16} />}
            aria-pressed={input.matchCase}
            onClick={() => changeSearch({ matchCase: !input.matchCase })}
          />
          <IconButton
            size="small"
            label="Whole word"
            icon={<WholeWord size={16} />}
            aria-pressed={input.wholeWord}
            onClick={() => changeSearch({ wholeWord: !input.wholeWord })}
          />
          <IconButton
            size="small"
            label="Regular expression"
            icon={<Regex size={14} />}
            aria-pressed={input.regex}
            onClick={() => changeSearch({ regex: !input.regex })}
          />
        </div>
        <div className={styles.line}>
          <input
            className={clsx('field', styles.field)}
            type="text"
            aria-label="Names of the files"
            placeholder="Only in files such as *.cfg, *.in"
            spellCheck={false}
            autoComplete="off"
            maxLength={1000}
            value={input.names}
            onChange={({ target }) => changeSearch({ names: target.value })}
            onKeyDown={searchNow}
          />
          <IconButton
            size="small"
            label="Search again"
            keys="Enter"
            icon={<RotateCw size={14} />}
            disabled={input.text === ''}
            onClick={search}
          />
          <IconButton
            size="small"
            label="Back to the files"
            keys="Escape"
            icon={<X size={15} />}
            onClick={leave}
          />
        </div>
        {input.folder !== 'workspace' && (
          <p className={styles.folder}>
            <span className="truncate" title={input.folder}>
              In {input.folder.replace(/^workspace\//, '')}
            </span>
            <IconButton
              size="small"
              label="Search in the whole workspace"
              icon={<X size={14} />}
              onClick={() => changeSearch({ folder: 'workspace' })}
            />
          </p>
        )}
      </div>
      <p className={styles.summary} role="status" data-problem={problem !== undefined}>
        {problem ?? searchSummary(input.text === '' ? undefined : result, searching)}
      </p>
      {hasUnsaved && result && <p className={styles.summary}>Edits that are not saved are not searched.</p>}
      {result && <SearchResults result={result} />}
    </SidePane>
  );
}
