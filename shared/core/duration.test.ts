import { expect, test } from 'vitest';
import { formatDuration } from './duration.ts';

test.each([
  [-5, '0.0 s'],
  [440, '0.4 s'],
  [9960, '10 s'],
  [59_600, '1 min 00 s'],
  [184_000, '3 min 04 s'],
  [3_725_000, '1 h 02 min'],
])('%d ms are %s', (milliseconds, text) => {
  expect(formatDuration(milliseconds)).toBe(text);
});
