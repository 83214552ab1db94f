import { expect, test } from 'vitest';
import { formatBytes } from './bytes.ts';
import { formatAgo } from './time.ts';

test.each([
  [3, 'just now'],
  [45, '45 s ago'],
  [150, '2 min ago'],
  [7300, '2 h ago'],
  [90_000, '1 day ago'],
  [400_000, '4 days ago'],
  [-100, 'just now'],
])('%d seconds before now is %s', (seconds, text) => {
  const now = new Date('2026-06-01T12:00:00Z');
  expect(formatAgo(new Date(now.getTime() - seconds * 1000), now)).toBe(text);
});

test.each([
  [0, '0 bytes'],
  [1, '1 byte'],
  [999, '999 bytes'],
  [12_345, '12.3 kB'],
  [999_960, '1.0 MB'],
  [5_000_000_000, '5.0 GB'],
])('%d bytes are %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});
