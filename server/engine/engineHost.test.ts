import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { EngineStatus } from '../../shared/session.ts';
import { DisposableStore } from '../core/kit/lifecycle.ts';
import type { EngineHost, RunRequest } from './engineHost.ts';
import { startEngineHost } from './engineHost.ts';
import type { StandInScript } from './testing/standInScript.ts';
import type { StandIn } from './testing/writeStandIn.ts';
import { writeStandIn } from './testing/writeStandIn.ts';

let folder: string;
let owned: DisposableStore;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'host-'));
  owned = new DisposableStore();
});
afterEach(async () => {
  await owned.dispose();
  await rm(folder, { recursive: true });
});

/** Starts a host in whose place is the stand-in. */
async function startStandIn(
  script?: StandInScript,
): Promise<{ engine: EngineHost; seen: EngineStatus[]; standIn: StandIn }> {
  const standIn = await writeStandIn(folder, script);
  const engine = owned.add(
    startEngineHost({
      engine: folder,
      partitions: 10,
      slaposBase: join(folder, 'slapos'),
      firstBackOffMs: 20,
    }),
  );
  const seen: EngineStatus[] = [];
  owned.add(engine.statusChanged.on((status) => seen.push(status)));
  return { engine, seen, standIn };
}

const run: RunRequest = {
  directory: '/d',
  release: { name: 'r', url: '/r' },
  reference: 'r',
  ...{ steps: ['software'], action: 'rebuild', scope: 'one' },
  ...{ verbose: false, force: true, rebootstrap: true, request: undefined, shared: undefined },
};

async function becomes(engine: EngineHost, state: EngineStatus['state']): Promise<void> {
  await vi.waitFor(() => expect(engine.status().state).toBe(state), { timeout: 10_000, interval: 10 });
}

test('is starting until the host has opened SlapOS, then ready', async () => {
  const { engine, seen, standIn } = await startStandIn();
  expect(engine.status()).toEqual({ state: 'starting' });
  await becomes(engine, 'ready');
  expect(seen).toEqual([{ state: 'ready' }]);
  expect(await standIn.requests()).toEqual([{ method: 'open', params: { partitions: 10 } }]);
});

test('gives each answer to the request that it belongs to, whatever their order', async () => {
  const pids = { a: 1, bbb: 3, cc: 2 };
  const { engine } = await startStandIn({
    rules: Object.entries(pids).map(([reference, pid]) => ({
      ...{ method: 'run.start', params: { reference }, result: { pid }, afterMs: 50 - pid * 10 },
    })),
  });
  await becomes(engine, 'ready');
  const start = (reference: string) => engine.startRun({ ...run, reference });
  expect(await Promise.all([start('a'), start('bbb'), start('cc')])).toEqual([1, 3, 2]);
});

test('says what the host says, with a code of the table', async () => {
  const { engine } = await startStandIn({
    rules: [
      { method: 'run.start', error: { code: 'run_in_progress', message: 'Another one.' } },
      { method: 'services.stop', error: { code: 'odd', message: 'A newer engine.' } },
    ],
  });
  await becomes(engine, 'ready');
  await expect(engine.startRun(run)).rejects.toMatchObject({
    code: 'run_in_progress',
    message: 'Another one.',
  });
  await expect(engine.stopServices()).rejects.toMatchObject({
    code: 'engine_failed',
    message: 'A newer engine.',
  });
});

test('refuses an answer of another form than agreed', async () => {
  const { engine } = await startStandIn({
    rules: [{ method: 'snapshot', line: '{"id":2,"result":{"instances":[{"partition":1}]}}' }],
  });
  await becomes(engine, 'ready');
  await expect(engine.snapshot()).rejects.toMatchObject({
    code: 'engine_failed',
    message: 'The engine answered "snapshot" in a form that is not understood.',
  });
  expect(engine.status().state).toBe('ready');
});

test('starts another host when one dies, and rejects what was asked of the dead one', async () => {
  const { engine, seen } = await startStandIn({ rules: [{ method: 'services.stop', dies: 'before' }] });
  await becomes(engine, 'ready');
  await expect(engine.stopServices()).rejects.toMatchObject({ code: 'engine_unavailable' });
  await becomes(engine, 'ready');
  expect(seen.map(({ state }) => state)).toEqual(['ready', 'starting', 'ready']);
});

test('has failed, with the last words of the host, when it keeps dying; goes on trying', async () => {
  const { engine, standIn } = await startStandIn({
    start: { stderr: 'ImportError: No module named slapos', exitCode: 3 },
  });
  await becomes(engine, 'failed');
  expect(engine.status().message).toBe(
    'The engine ended (exit status 3). ImportError: No module named slapos',
  );
  const before = (await standIn.hosts()).length;
  await vi.waitFor(async () => expect((await standIn.hosts()).length).toBeGreaterThan(before), {
    timeout: 10_000,
  });
  await expect(engine.snapshot()).rejects.toMatchObject({
    code: 'engine_unavailable',
    message: expect.stringContaining('ImportError') as unknown,
  });
});

test('does not try again where only the user can mend it', async () => {
  const { engine, standIn } = await startStandIn({
    rules: [{ method: 'open', error: { code: 'path_too_deep', message: 'Choose a shorter --state.' } }],
  });
  await becomes(engine, 'failed');
  expect(engine.status()).toEqual({ state: 'failed', message: 'Choose a shorter --state.' });
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(await standIn.hosts()).toHaveLength(1);
});

test('shows why a host cannot work at all', async () => {
  const fatal = { code: 'root', message: 'The engine does not run as root.' };
  const { engine } = await startStandIn({ start: { fatal, exitCode: 1 } });
  await becomes(engine, 'failed');
  expect(engine.status().message).toBe('The engine does not run as root.');
});

test('fails with a message where there is no host to start', async () => {
  const engine = owned.add(
    startEngineHost({ engine: join(folder, 'none'), partitions: 10, slaposBase: folder, firstBackOffMs: 1 }),
  );
  await becomes(engine, 'failed');
  expect(engine.status().message).toContain('could not be started');
  const without = owned.add(startEngineHost({ engine: undefined, partitions: 10, slaposBase: folder }));
  expect(without.status()).toMatchObject({ state: 'failed' });
});

test('ends a host that writes what is not agreed, and starts another', async () => {
  const { engine, seen, standIn } = await startStandIn({
    rules: [{ method: 'snapshot', line: 'Traceback (most recent call last)' }],
  });
  await becomes(engine, 'ready');
  await expect(engine.snapshot()).rejects.toMatchObject({
    code: 'engine_unavailable',
    message: 'The engine wrote something that is not understood.',
  });
  await standIn.setScript({});
  await becomes(engine, 'ready');
  expect(await engine.snapshot()).toEqual([]);
  expect(seen).toHaveLength(3);
});

test('reads a flood of lines and of events without losing an answer', async () => {
  const { engine } = await startStandIn({ rules: [{ method: 'snapshot', noise: 20_000 }] });
  await becomes(engine, 'ready');
  expect(await engine.snapshot()).toEqual([]);
});

test('ends with the end of its input, and by force when it does not', async () => {
  const { engine } = await startStandIn();
  await becomes(engine, 'ready');
  const begun = performance.now();
  await engine.dispose();
  expect(performance.now() - begun).toBeLessThan(2000);

  const { engine: stubborn, standIn } = await startStandIn({ stubborn: true });
  await becomes(stubborn, 'ready');
  await stubborn.dispose();
  const [pid = 0] = await standIn.hosts();
  expect(() => process.kill(pid, 0)).toThrow('ESRCH');
});

test('hands a run over as it was asked for', async () => {
  const { engine, standIn } = await startStandIn({ rules: [{ method: 'run.start', result: { pid: 7 } }] });
  await becomes(engine, 'ready');
  const request = { softwareType: 'cluster', parameters: { a: 1 }, state: 'stopped' } as const;
  expect(await engine.startRun({ ...run, scope: 'one', verbose: true, request })).toBe(7);
  expect(await standIn.requests('run.start')).toEqual([
    { method: 'run.start', params: { ...run, verbose: true, request } },
  ]);
});

test('has one check of promises at a time, and says while there is one', async () => {
  const due = { checked: 2, failed: [], bangs: [] };
  const { engine, standIn } = await startStandIn({
    rules: [
      { method: 'promise.due', afterMs: 50, result: due },
      { method: 'promise.run', result: {} },
    ],
  });
  await becomes(engine, 'ready');
  expect(engine.isChecking()).toBe(false);
  const ended: boolean[] = [];
  owned.add(engine.checksEnded.on(() => ended.push(engine.isChecking())));
  const both = Promise.all([engine.promisesDue(), engine.runPromises('slappart0')]);
  expect(engine.isChecking()).toBe(true);
  expect((await both)[0]).toEqual(due);
  expect(ended).toEqual([false]);
  expect((await standIn.told()).slice(3, 6)).toEqual([
    { method: 'promise.due', params: {} },
    { answered: 'promise.due' },
    { method: 'promise.run', params: { partition: 'slappart0' } },
  ]);
});
