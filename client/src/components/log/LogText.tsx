import { memo, type CSSProperties } from 'react';
import { formatRoute } from '../../core/navigation.ts';
import type { AnsiColor, AnsiStyle } from '../../../../shared/core/ansi.ts';
import { findFileLinks, type ServerRoots } from '../../../../shared/profile/fileLinks.ts';
import { rowSegments, type RowSegment } from './rowSegments.ts';
import type { SearchPattern } from './searchPattern.ts';
import { stripAnsi } from '../../../../shared/core/ansi.ts';
import styles from './LogText.module.css';

interface LogTextProps {
  /** With escape sequences. */
  text: string;
  pattern: SearchPattern | undefined;
  roots: ServerRoots;
}

/** The text of a row: colours as spans, what a search found marked, names of files as links to the editor. */
export const LogText = memo(function LogText({ text, pattern, roots }: LogTextProps) {
  const plain = stripAnsi(text);
  const segments = rowSegments(text, pattern?.stretches(plain) ?? [], findFileLinks(plain, roots));
  return segments.map((segment, index) => <Segment key={index} segment={segment} />);
});

function Segment({ segment: { text, style, matched, link } }: { segment: RowSegment }) {
  const shown = matched ? <mark className={styles.match}>{text}</mark> : text;
  const linked =
    link === undefined ? (
      shown
    ) : (
      <a
        className={styles.link}
        href={formatRoute({ page: 'editor', path: link.path, line: link.line })}
        title={`Open ${link.path}`}
      >
        {shown}
      </a>
    );
  if (Object.keys(style).length === 0) return linked;
  return (
    <span className={styles.styled} data-look={looksOf(style)} style={colours(style)}>
      {linked}
    </span>
  );
}

function looksOf(style: AnsiStyle): string {
  return Object.keys(style)
    .filter((key) => key !== 'foreground' && key !== 'background')
    .join(' ');
}

/** The two colours as variables of the style sheet, which knows how themes and `inverse` change them. */
function colours({ foreground, background }: AnsiStyle): CSSProperties {
  const variables: Record<`--${string}`, string> = {};
  if (typeof foreground === 'string' && background === undefined) variables['--ansi-rgb'] = foreground;
  else if (foreground !== undefined) variables['--ansi-text'] = colour(foreground);
  else if (background !== undefined) variables['--ansi-text'] = isDark(background) ? '#fff' : '#000';
  if (background !== undefined) variables['--ansi-back'] = colour(background);
  return variables;
}

/** Whether white is easier to read on a background than black. Of the sixteen, white and the bright ones are light. */
function isDark(background: AnsiColor): boolean {
  if (typeof background === 'number') return background < 7 || background === 8;
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => parseInt(background.slice(at, at + 2), 16));
  return 0.299 * red + 0.587 * green + 0.114 * blue < 140;
}

function colour(value: AnsiColor): string {
  return typeof value === 'number' ? `var(--ansi-${value})` : value;
}
