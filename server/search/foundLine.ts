import * as z from 'zod/mini';
import type { FoundLine } from '../../shared/model/search.ts';

/** Longest text of a found line, and how much of a longer one stands before the first match; in UTF-16 code units. */
const maxText = 400;
const before = 60;
const ellipsis = '…';

/** Text as ripgrep's JSON has it: bytes where it is not UTF-8. */
const Text = z.union([z.object({ text: z.string() }), z.object({ bytes: z.string() })]);

/**
 * The lines of `rg --json` that we read; see the documentation of ripgrep's crate grep-printer. `start` and `end` of a
 * match are offsets in bytes.
 */
export const RipgrepMessage = z.union([
  z.object({
    type: z.literal('match'),
    data: z.object({
      path: Text,
      lines: Text,
      line_number: z.int(),
      submatches: z.array(z.object({ start: z.int(), end: z.int() })),
    }),
  }),
  z.object({ type: z.enum(['begin', 'end', 'context', 'summary']) }),
]);
export type RipgrepMessage = z.infer<typeof RipgrepMessage>;
export type RipgrepMatch = Extract<RipgrepMessage, { type: 'match' }>['data'];

/** A match of ripgrep as the page shows it. */
export function toFoundLine({ lines, line_number, submatches }: RipgrepMatch): FoundLine {
  const bytes = bytesOf(lines);
  const matches = submatches.map(({ start, end }) => ({
    from: lengthOf(bytes.subarray(0, start)),
    to: lengthOf(bytes.subarray(0, end)),
  }));
  const whole = bytes.toString('utf8').replace(/\r?\n$/, '');
  const first = matches[0]?.from ?? 0;
  const cut = whole.length > maxText ? Math.max(0, Math.min(first - before, whole.length - maxText)) : 0;
  const head = cut > 0 ? ellipsis : '';
  const kept = whole.slice(cut, cut + maxText);
  const tail = cut + kept.length < whole.length ? ellipsis : '';
  return {
    line: line_number,
    column: first + 1,
    text: head + kept + tail,
    ranges: matches
      .map(({ from, to }): [number, number] => [from - cut, Math.min(to - cut, kept.length)])
      .filter(([from, to]) => from >= 0 && from < to)
      .map(([from, to]) => [from + head.length, to + head.length]),
  };
}

/** The text of a path of ripgrep; undefined where the name on disk is not UTF-8, which no client path can say. */
export function pathOf({ path }: RipgrepMatch): string | undefined {
  return 'text' in path ? path.text.replace(/^\.\//, '') : undefined;
}

function bytesOf(text: z.infer<typeof Text>): Buffer {
  return 'text' in text ? Buffer.from(text.text) : Buffer.from(text.bytes, 'base64');
}

function lengthOf(bytes: Buffer): number {
  return bytes.toString('utf8').length;
}
