import type { FoundLine } from '../../../shared/search.ts';

/** Longest text of a found line, and how much of a longer one stands before the first match; in UTF-16 code units. */
const maxText = 400;
const before = 60;
const ellipsis = '…';
/** A code unit takes at most so many bytes of UTF-8. */
const maxUnitBytes = 3;

/** A line with matches. */
export interface MatchedLine {
  /** Relative to the folder that was searched; undefined where the name on disk is not UTF-8, which no client path can say. */
  readonly path: string | undefined;
  readonly line: number;
  /** The line with its end. */
  readonly bytes: Buffer;
  /** Where the matches are, in bytes, in their order; of very many only the first ones. */
  readonly submatches: readonly { readonly start: number; readonly end: number }[];
}

/** A match as the page shows it. Only what is around the first match is looked at, however long the line is. */
export function toFoundLine({ line, bytes, submatches }: MatchedLine): FoundLine {
  const start = submatches[0]?.start ?? 0;
  const first = lengthOf(bytes.subarray(0, start));
  const from = startOfCharacter(bytes, start - maxUnitBytes * maxText);
  const offset = first - lengthOf(bytes.subarray(from, start));
  const to = start + maxUnitBytes * (maxText + 1);
  const piece = bytes.toString('utf8', from, to).replace(/\r?\n$/, '');
  // Where the piece ends before the line does, the line goes on for more than is shown.
  const length = offset + piece.length;
  const cut = length > maxText ? Math.max(0, Math.min(first - before, length - maxText)) : 0;
  const head = cut > 0 ? ellipsis : '';
  const kept = piece.slice(cut - offset, cut - offset + maxText);
  const tail = cut + kept.length < length ? ellipsis : '';
  return {
    line,
    column: first + 1,
    text: head + kept + tail,
    ranges: rangesWithin(bytes, submatches, { start, units: first - cut, length: kept.length }).map(
      ([begin, end]) => [begin + head.length, end + head.length],
    ),
  };
}

/** The matches in a text of `length` code units that is in a line such that the match at byte `start` is at `units`. */
function rangesWithin(
  bytes: Buffer,
  submatches: MatchedLine['submatches'],
  { start, units, length }: { start: number; units: number; length: number },
): [number, number][] {
  const ranges: [number, number][] = [];
  let [at, unit] = [start, units];
  /** From one place to the next, so that no byte is looked at twice; of a match without end not all of it. */
  const advance = (to: number): number => {
    unit += lengthOf(bytes.subarray(at, Math.min(to, at + maxUnitBytes * (length + 1))));
    at = to;
    return unit;
  };
  for (const match of submatches) {
    const begin = advance(match.start);
    if (begin >= length) break;
    const end = Math.min(advance(match.end), length);
    if (begin < end) ranges.push([begin, end]);
  }
  return ranges;
}

/** The next place from `at` on where a character may begin. */
function startOfCharacter(bytes: Buffer, at: number): number {
  let start = Math.max(0, at);
  for (let skipped = 0; skipped < 3 && start > 0 && isContinuation(bytes[start]); skipped++) start++;
  return start;
}

function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80;
}

function lengthOf(bytes: Buffer): number {
  return bytes.toString('utf8').length;
}
