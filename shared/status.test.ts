import { expect, test } from 'vitest';
import { stepReason } from './status.ts';

test('a reason that only repeats the state is none', () => {
  expect(stepReason({ state: 'cancelled', reason: 'Cancelled.' })).toBeUndefined();
  expect(stepReason({ state: 'cancelled' })).toBeUndefined();
  const reason = 'Cancelled; it had to be killed.';
  expect(stepReason({ state: 'cancelled', reason })).toBe(reason);
});
