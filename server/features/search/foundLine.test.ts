import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toFoundLine } from './foundLine.ts';
import type { MatchedLine } from './foundLine.ts';
import { readMatches } from './ripgrepOutput.ts';

const someBytes = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 30 }).map((text) => Buffer.from(text.replaceAll('\n', ''))),
      fc
        .uint8Array({ maxLength: 10 })
        .map((bytes) => Buffer.from(bytes.map((byte) => (byte === 10 ? 32 : byte)))),
      fc.nat(700).map((count) => Buffer.from('ab€'.repeat(count))),
    ),
    { maxLength: 6 },
  )
  .map((parts) => Buffer.concat(parts));

/** A line with matches at places between characters, as ripgrep has them. */
const someLine: fc.Arbitrary<MatchedLine> = fc
  .tuple(someBytes, someBytes, someBytes, fc.constantFrom('', '\n', '\r\n'), fc.nat(20))
  .map(([before, match, after, end, more]) => {
    const needles = Buffer.from('xy'.repeat(more));
    const all = [before, match, needles, after, Buffer.from(end)];
    const from = before.length + match.length;
    return {
      path: 'a/é".cfg',
      line: 7,
      bytes: Buffer.concat(all),
      submatches: [
        { start: before.length, end: from },
        ...Array.from({ length: more }, (_, n) => ({ start: from + 2 * n, end: from + 2 * n + 1 })),
      ],
    };
  });

/** What is shown, by looking at the whole line. */
function wholeLine({ line, bytes, submatches }: MatchedLine) {
  const lengthTo = (offset: number) => bytes.toString('utf8', 0, offset).length;
  const whole = bytes.toString('utf8').replace(/\r?\n$/, '');
  const first = lengthTo(submatches[0]?.start ?? 0);
  const cut = whole.length > 400 ? Math.max(0, Math.min(first - 60, whole.length - 400)) : 0;
  const kept = whole.slice(cut, cut + 400);
  const head = cut > 0 ? 1 : 0;
  return {
    line,
    column: first + 1,
    text: `${head === 1 ? '…' : ''}${kept}${cut + kept.length < whole.length ? '…' : ''}`,
    ranges: submatches
      .map(({ start, end }) => [lengthTo(start) - cut, Math.min(lengthTo(end) - cut, kept.length)])
      .filter(([from = 0, to = 0]) => from < to)
      .map(([from = 0, to = 0]) => [from + head, to + head]),
  };
}

test('what is around the first match is what it is in the whole line', () => {
  fc.assert(
    fc.property(someLine, (line) => {
      // Where bytes that are no UTF-8 meet, their replacement depends on what comes next: not what is tried here.
      fc.pre(isCutBetweenCharacters(line));
      expect(toFoundLine(line)).toEqual(wholeLine(line));
    }),
    { numRuns: 500 },
  );
});

function isCutBetweenCharacters({ bytes, submatches }: MatchedLine): boolean {
  const whole = bytes.toString('utf8').length;
  return submatches
    .flatMap(({ start, end }) => [start, end])
    .every((at) => bytes.toString('utf8', 0, at).length + bytes.toString('utf8', at).length === whole);
}

test('a message of any length is read as it is, however it is cut into chunks', async () => {
  const big = fc.constantFrom(0, 70_000, 200_000);
  await fc.assert(
    fc.asyncProperty(
      someLine,
      big,
      fc.nat(5),
      fc.integer({ min: 1, max: 70_000 }),
      async (given, fill, gap, size) => {
        const filler = Buffer.from(`${'\u{1}é'.repeat(fill / 3)}${'z'.repeat(gap)}`);
        const bytes = Buffer.concat([filler, given.bytes]);
        const shifted = given.submatches.map(({ start, end }) => ({
          match: { text: '",{\\' },
          start: start + filler.length,
          end: end + filler.length,
        }));
        const text = bytes.toString('utf8');
        const lines = Buffer.from(text).equals(bytes) ? { text } : { bytes: bytes.toString('base64') };
        const data = {
          path: { text: given.path },
          lines,
          line_number: 7,
          absolute_offset: 0,
          submatches: shifted,
        };
        const message = Buffer.from(`${JSON.stringify({ type: 'match', data })}\n`);
        const output = Buffer.concat([message, message, Buffer.from('{"data":{},"type":"summary"}\n')]);
        const chunks = async function* () {
          for (let at = 0; at < output.length; at += size)
            yield await Promise.resolve(output.subarray(at, at + size));
        };
        const found: unknown[] = [];
        for await (const match of readMatches(chunks())) {
          found.push(match === 'end' ? match : { ...match, bytes: match.bytes.toString('base64') });
        }
        const expected = {
          path: given.path,
          line: 7,
          bytes: bytes.toString('base64'),
          submatches: shifted.map(({ start, end }) => ({ start, end })),
        };
        expect(found).toEqual([expected, expected, 'end']);
      },
    ),
    { numRuns: 60 },
  );
});
