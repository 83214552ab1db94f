import type { FoundLine } from '../../../../shared/search.ts';

/** Characters that are shown before the first match at most: a pane is narrow. */
const before = 24;

/** A piece of a found line. */
export interface LinePiece {
  readonly text: string;
  readonly isMatch: boolean;
}

/** A found line in pieces, without the white space that it begins with and, where the match is far right, from shortly before it. */
export function shownLine({ text, ranges }: Pick<FoundLine, 'text' | 'ranges'>): LinePiece[] {
  const first = ranges[0]?.[0] ?? 0;
  const indent = Math.min(first, text.length - text.trimStart().length);
  const start = first - indent > before ? first - before : indent;
  const pieces: LinePiece[] = start > indent ? [{ text: '…', isMatch: false }] : [];
  let at = start;
  for (const [from, to] of ranges) {
    if (from > at) pieces.push({ text: text.slice(at, from), isMatch: false });
    pieces.push({ text: text.slice(from, to), isMatch: true });
    at = to;
  }
  if (at < text.length) pieces.push({ text: text.slice(at), isMatch: false });
  return pieces;
}
