import { expect, test } from 'vitest';
import type { RunStep } from '../../../../shared/runs.ts';
import { formatPart, formatTimeLeft, shareDone } from './progress.ts';

const startedAt = '2026-06-01T12:00:00Z';
const after = (ms: number): number => Date.parse(startedAt) + ms;
const step = (expectedMs?: number): RunStep => ({
  kind: 'software',
  state: 'running',
  startedAt,
  logSize: 0,
  ...(expectedMs !== undefined && { expectedMs }),
});

test('the part that is worked on is counted, with its release or partition where it has one', () => {
  expect(formatPart({ part: 'slow1', index: 2, total: 4, release: 'slow' })).toBe('slow · 2 of 4, slow1');
  expect(formatPart({ part: 'helloweb-go', index: 3, total: 12 })).toBe('3 of 12, helloweb-go');
  expect(formatPart({ part: 'publish', index: 1, total: 2, partition: 'slappart1' })).toBe(
    '1 of 2, publish in slappart1',
  );
});

test('before the first part it says how many profiles were read', () => {
  const reading = { part: '', index: 0, total: 0, reading: 63 };
  expect(formatPart({ ...reading, release: 'nextcloud' })).toBe('nextcloud · reading profiles: 63 files');
  expect(formatPart({ ...reading, reading: 1 })).toBe('reading profiles: 1 file');
  expect(shareDone({ ...step(), progress: reading }, after(1))).toBeUndefined();
});

test.each([
  [0, 15_000, 'about 15 s left'],
  [6_000, 15_000, 'about 9 s left'],
  [6_000, 75_400, 'about 1 min 09 s left'],
  [13_600, 15_000, 'about 1 s left'],
  [14_600, 15_000, 'almost done'],
  [15_000, 15_000, 'longer than usual'],
  [90_000, 15_000, 'longer than usual'],
])('after %d ms of an expected %d ms it says: %s', (elapsed, expected, words) => {
  expect(formatTimeLeft(step(expected), after(elapsed))).toBe(words);
});

test('without earlier runs nothing is said of the time left', () => {
  expect(formatTimeLeft(step(), after(1))).toBeUndefined();
  expect(shareDone(step(), after(1))).toBeUndefined();
});

test('the share done follows the clock and never says that it is over', () => {
  expect(shareDone(step(10_000), after(2_500))).toBe(0.25);
  expect(shareDone(step(10_000), after(60_000))).toBeLessThan(1);
  expect(shareDone(step(10_000), after(-1000))).toBe(0);
});

test('the first time, the share done is that of the parts', () => {
  const progress = { part: 'helloweb-go', index: 4, total: 12 };
  expect(shareDone({ ...step(), progress }, after(1))).toBe(0.25);
  expect(shareDone({ ...step(10_000), progress }, after(5_000))).toBe(0.5);
});
