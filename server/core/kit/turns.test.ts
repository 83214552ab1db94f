import { expect, test } from 'vitest';
import { createTurns } from './turns.ts';

test('executes tasks one after the other, past those that fail, and tells when the last has ended', async () => {
  const turns = createTurns();
  const seen: string[] = [];
  turns.idle.on(() => seen.push('idle'));
  const task = (name: string) => async () => {
    seen.push(`${name} begins`);
    await new Promise((resolve) => setTimeout(resolve, 5));
    seen.push(`${name} ends`);
    if (name === 'a') throw new Error('failed');
    return name;
  };
  expect(turns.isBusy()).toBe(false);
  const [first, second] = [turns.take(task('a')), turns.take(task('b'))];
  expect(turns.isBusy()).toBe(true);
  await expect(first).rejects.toThrow('failed');
  expect(turns.isBusy()).toBe(true);
  expect(await second).toBe('b');
  expect(turns.isBusy()).toBe(false);
  expect(seen).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'idle']);
});
