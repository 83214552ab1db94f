import { expect, test } from 'vitest';
import { reconnectDelay } from './reconnectDelay.ts';

test('pauses double up to a quarter of a minute and never end', () => {
  expect([0, 1, 2, 6, 50, 5000].map((attempt) => reconnectDelay(attempt, 1))).toEqual([
    250, 500, 1000, 15_000, 15_000, 15_000,
  ]);
});

test('chance spreads them over half of their length', () => {
  expect(reconnectDelay(3, 0)).toBe(reconnectDelay(3, 1) / 2);
});
