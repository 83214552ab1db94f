import { expect, test } from 'vitest';
import { DisposableStore, toDisposable } from './lifecycle.ts';

test('what is owned is disposed of in the opposite order, once, and waited for', async () => {
  const order: string[] = [];
  const store = new DisposableStore();
  store.add(toDisposable(() => void order.push('first')));
  store.add(
    toDisposable(async () => {
      await new Promise((resolve) => setTimeout(resolve, 10));
      order.push('second');
    }),
  );
  await Promise.all([store.dispose(), store.dispose()]);
  expect(order).toEqual(['second', 'first']);
});

test('a failure does not keep the others from being disposed of', async () => {
  const order: string[] = [];
  const store = new DisposableStore();
  store.add(toDisposable(() => void order.push('first')));
  store.add(toDisposable(() => Promise.reject(new Error('broken'))));
  await expect(store.dispose()).rejects.toThrow(AggregateError);
  expect(order).toEqual(['first']);
});

test('what is added too late is disposed of at once', async () => {
  const order: string[] = [];
  const store = new DisposableStore();
  await store.dispose();
  store.add(toDisposable(() => void order.push('late')));
  await store.dispose();
  expect(order).toEqual(['late']);
});
