import * as z from 'zod/mini';
import type { MatchedLine } from './foundLine.ts';
import { LongMatch } from './longMatch.ts';

/** A message with more bytes is not parsed at once, see LongMatch. */
const maxMessage = 64 * 1024;
const lineFeed = 10;

/** Text as ripgrep's JSON has it: bytes where it is not UTF-8. */
const Text = z.union([z.object({ text: z.string() }), z.object({ bytes: z.string() })]);

/**
 * The lines of `rg --json` that we read; see the documentation of ripgrep's crate grep-printer. `start` and `end` of a
 * match are offsets in bytes.
 */
const Message = z.union([
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

/**
 * The matches in the output of `rg --json`, and `'end'` after the last one where ripgrep came to its end: it may have been
 * stopped in the middle of a line. What is kept has a bound, whatever ripgrep writes.
 */
export async function* readMatches(output: AsyncIterable<Buffer>): AsyncGenerator<MatchedLine | 'end'> {
  let short: Buffer[] = [];
  let length = 0;
  let long: LongMatch | undefined;
  for await (const chunk of output) {
    for (let at = 0; at < chunk.length;) {
      const feed = chunk.indexOf(lineFeed, at);
      const piece = chunk.subarray(at, feed === -1 ? chunk.length : feed);
      at += piece.length + 1;
      if (long === undefined) {
        short.push(piece);
        length += piece.length;
      } else long.push(piece);
      if (long === undefined && length > maxMessage) {
        long = new LongMatch(Buffer.concat(short));
        short = [];
      }
      if (feed === -1) break;
      const message = long === undefined ? parseMessage(Buffer.concat(short)) : long.finish();
      [short, length, long] = [[], 0, undefined];
      if (message !== undefined) yield message;
    }
  }
}

function parseMessage(json: Buffer): MatchedLine | 'end' | undefined {
  const message = Message.parse(JSON.parse(json.toString('utf8')));
  if (message.type === 'summary') return 'end';
  if (message.type !== 'match') return undefined;
  const { path, lines, line_number: line, submatches } = message.data;
  return {
    path: 'text' in path ? path.text : undefined,
    line,
    bytes: 'text' in lines ? Buffer.from(lines.text) : Buffer.from(lines.bytes, 'base64'),
    submatches,
  };
}
