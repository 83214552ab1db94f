import { expect, test } from 'vitest';
import { splitLines } from './splitLines.ts';

function feed(limit: number, ...chunks: Buffer[]): [string, boolean][] {
  const seen: [string, boolean][] = [];
  const write = splitLines(limit, (line, isWhole) => seen.push([line, isWhole]));
  for (const chunk of chunks) write(chunk);
  return seen;
}

test('puts lines and characters together that chunks have torn apart', () => {
  const bytes = Buffer.from('première\nseconde\nreste');
  const torn = Array.from(bytes, (_, at) => bytes.subarray(at, at + 1));
  expect(feed(100, ...torn)).toEqual([
    ['première', true],
    ['seconde', true],
  ]);
});

test('gives a line over the limit in pieces, and what follows it whole again', () => {
  expect(feed(4, Buffer.from('abcde'), Buffer.from('fg\nhi\n'))).toEqual([
    ['abcde', false],
    ['fg', false],
    ['hi', true],
  ]);
});
