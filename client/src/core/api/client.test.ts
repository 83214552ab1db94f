import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { answerSeconds } from '../../../../shared/core/endpoint.ts';
import { call, UnreachableError } from './client.ts';
import { pendingNow } from './pendingRequests.ts';

/** What each request is answered with; one that has no answer goes on until it is aborted. */
let answers: (Response | 'none')[];
let asked: string[];

beforeEach(() => {
  vi.useFakeTimers();
  answers = [];
  asked = [];
  vi.stubGlobal('fetch', (url: string, { method, signal }: { method: string; signal: AbortSignal }) => {
    asked.push(`${method} ${url}`);
    const answer = answers.shift() ?? 'none';
    if (answer !== 'none') return Promise.resolve(answer);
    return new Promise((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason as Error));
    });
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const json = (body: unknown) => new Response(JSON.stringify(body));
/** How a request that goes on comes out. */
const outcome = (request: Promise<unknown>) => request.catch((error: unknown) => error);

test('a change that is not answered ends, and says that it may have been done', async () => {
  const made = outcome(call('createFolder', { body: { path: 'workspace/a' } }));
  await vi.advanceTimersByTimeAsync((answerSeconds - 1) * 1000);
  expect(vi.getTimerCount()).toBeGreaterThan(0);
  await vi.advanceTimersByTimeAsync(1000);
  const error = await made;
  expect(error).toBeInstanceOf(UnreachableError);
  expect(String(error)).toContain('has not answered within 15 seconds. It may have done what was asked');
  expect(asked).toEqual(['POST /api/folder']);
  expect(vi.getTimerCount()).toBe(0);
});

test('a question that is not answered is asked once more', async () => {
  answers = ['none', json({ entries: [] })];
  const listed = call('listFolder', { query: { path: 'workspace' } });
  await vi.advanceTimersByTimeAsync(answerSeconds * 1000);
  expect(await listed).toEqual({ entries: [] });
  expect(asked).toHaveLength(2);
});

test('what takes long has its time', async () => {
  const md5 = outcome(call('getMd5', { query: { path: 'workspace/a' } }));
  await vi.advanceTimersByTimeAsync(119_000);
  expect(vi.getTimerCount()).toBeGreaterThan(0);
  await vi.advanceTimersByTimeAsync(1000);
  expect(String(await md5)).toContain('within 120 seconds');
  expect(asked).toHaveLength(1);
});

test('a file that comes slowly is read to its end', async () => {
  const slow = (count: number) =>
    new ReadableStream<Uint8Array>({
      async pull(controller) {
        await new Promise((resolve) => setTimeout(resolve, 10_000));
        if (count-- > 0) controller.enqueue(new Uint8Array([count]));
        else controller.close();
      },
    });
  answers = [new Response(slow(5))];
  const read = call('readFile', { query: { path: 'workspace/a' } });
  await vi.advanceTimersByTimeAsync(60_000);
  expect([...(await read)]).toEqual([4, 3, 2, 1, 0]);
});

test('who asked can end it, with a reason of its own', async () => {
  const controller = new AbortController();
  const listed = outcome(call('listFolder', { query: { path: 'workspace' }, signal: controller.signal }));
  controller.abort(new Error('not wanted any more'));
  expect(String(await listed)).toContain('not wanted any more');
});

test('what goes on when the connection is lost can be given up, and nothing that is asked later', async () => {
  const before = outcome(call('createFolder', { body: { path: 'workspace/a' } }));
  const giveUp = pendingNow();
  answers = [json({ entries: [] })];
  const after = call('listFolder', { query: { path: 'workspace' } });
  giveUp();
  expect(String(await before)).toContain(
    'The connection was lost before the server answered. It may have done',
  );
  expect(await after).toEqual({ entries: [] });
});
