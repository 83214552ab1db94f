import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'vitest';
import type { TestServer } from './testServer.ts';

/**
 * Milliseconds that an answer of `/healthz` may take while the server works. It is to be 100; a machine that is busy with
 * other things gets ten times as much. What blocks the server takes longer than that.
 */
const limitMs = 1000;

/** Waits for `work`, asks for `/healthz` meanwhile, and answers what `work` does. Fails where an answer took too long. */
export async function whileHealthy<T>(server: TestServer, work: Promise<T>): Promise<T> {
  const state = { isDone: false };
  const end = () => void (state.isDone = true);
  work.then(end, end);
  let worst = 0;
  do {
    const begun = performance.now();
    expect((await server.request('/healthz', { loggedIn: false })).status).toBe(200);
    worst = Math.max(worst, performance.now() - begun);
    await pause(10);
  } while (!state.isDone);
  const result = await work;
  expect(Math.round(worst), 'the longest wait for /healthz in ms').toBeLessThan(limitMs);
  return result;
}
