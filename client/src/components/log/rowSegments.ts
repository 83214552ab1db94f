import { parseAnsi, type AnsiStyle } from '../../../../shared/core/ansi.ts';
import type { FileLink } from '../../../../shared/profile/fileLinks.ts';

/** A stretch of characters, from the first to before the last. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** A piece of a row that looks the same all along. */
export interface RowSegment {
  readonly text: string;
  readonly style: AnsiStyle;
  readonly matched: boolean;
  readonly link: FileLink | undefined;
}

/**
 * Divides a row at the borders of its styles, of what a search found in it and of its links. Stretches and
 * links count in the text without escape sequences, ascending and without overlap.
 */
export function rowSegments(
  text: string,
  matches: readonly Stretch[],
  links: readonly FileLink[],
): RowSegment[] {
  const spans = parseAnsi(text);
  const borders = [...matches, ...links].flatMap(({ from, to }) => [from, to]).sort((a, b) => a - b);
  const segments: RowSegment[] = [];
  let at = 0;
  let border = 0;
  for (const span of spans) {
    const end = at + span.text.length;
    for (let begin = at; begin < end;) {
      while (border < borders.length && (borders[border] ?? 0) <= begin) border++;
      const stop = Math.min(end, borders[border] ?? end);
      const covers = ({ from, to }: Stretch): boolean => from <= begin && begin < to;
      segments.push({
        text: span.text.slice(begin - at, stop - at),
        style: span.style,
        matched: matches.some(covers),
        link: links.find(covers),
      });
      begin = stop;
    }
    at = end;
  }
  return segments;
}
