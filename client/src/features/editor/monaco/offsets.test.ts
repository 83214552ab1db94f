import { expect, test } from 'vitest';
import { lineStartsOf, rangeAt } from './offsets.ts';

test('offsets become lines and columns from 1, also at the ends of lines', () => {
  const lines = ['[a]', '', 'é = 1'];
  const text = lines.join('\n');
  const starts = lineStartsOf(lines);
  expect(starts).toEqual([0, 4, 5]);
  for (let offset = 0; offset <= text.length; offset++) {
    const before = text.slice(0, offset).split('\n');
    const { startLineNumber, startColumn } = rangeAt(starts, offset, offset);
    expect([startLineNumber, startColumn]).toEqual([before.length, (before.at(-1)?.length ?? 0) + 1]);
  }
});
