import { ChevronRight } from 'lucide-react';
import { memo } from 'react';
import type { FoundFile, FoundLine, SearchResult } from '../../../../shared/search.ts';
import { formatRoute } from '../../core/navigation.ts';
import { nameOf, parentOf } from '../../../../shared/core/paths.ts';
import { setDrawerOpen } from '../../core/stores/layoutStore.ts';
import { shownLine } from './shownLine.ts';
import styles from './SearchPane.module.css';

/** The found lines by file; each is a link to its place. */
export const SearchResults = memo(function SearchResults({ result }: { result: SearchResult }) {
  return (
    <div className={styles.results} onClick={leaveDrawer}>
      {result.files.map((file) => (
        <FileResults key={file.path} file={file} />
      ))}
    </div>
  );
});

/** Where the pane lies over the editor, a result that was followed takes it away. */
function leaveDrawer({ target }: { target: EventTarget }): void {
  if (target instanceof Element && target.closest('a')) setDrawerOpen(false);
}

function FileResults({ file: { path, lines } }: { file: FoundFile }) {
  return (
    <details open className={styles.file}>
      <summary title={path}>
        <ChevronRight size={14} className={styles.chevron} />
        <span className={styles.name}>{nameOf(path)}</span>
        <span className={styles.path}>{parentOf(path).replace(/^workspace\/?/, '')}</span>
        <span className={styles.count}>{lines.length}</span>
      </summary>
      <ul>
        {lines.map((line) => (
          <li key={line.line}>
            <LineResult path={path} line={line} />
          </li>
        ))}
      </ul>
    </details>
  );
}

function LineResult({ path, line }: { path: string; line: FoundLine }) {
  const place = { page: 'editor', path, line: line.line, column: line.column } as const;
  return (
    <a className={styles.found} href={formatRoute(place)} title={`${path}:${line.line}`}>
      <span className={styles.number}>{line.line}</span>
      <code>
        {shownLine(line).map(({ text, isMatch }, at) =>
          isMatch ? <mark key={at}>{text}</mark> : <span key={at}>{text}</span>,
        )}
      </code>
    </a>
  );
}
