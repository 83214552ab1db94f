import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { AppError } from '../../../shared/core/errors.ts';
import type { EngineHost } from '../../engine/engineHost.ts';
import { startEngineHost } from '../../engine/engineHost.ts';
import { embeddedMaster } from '../../engine/master.ts';
import type { StandInScript } from '../../engine/testing/standInScript.ts';
import type { StandIn } from '../../engine/testing/writeStandIn.ts';
import { writeStandIn } from '../../engine/testing/writeStandIn.ts';
import { DisposableStore } from '../../core/kit/lifecycle.ts';
import type { RunService } from './runService.ts';
import { createRunService } from './runService.ts';
import type { RunStore } from '../../jobs/runStore.ts';
import { openRunStore } from '../../jobs/runStore.ts';
import { writeRun } from '../../jobs/testing/writeRun.ts';

let folder: string;
let owned: DisposableStore;
let engine: EngineHost;
let runStore: RunStore;
let service: RunService;
let standIn: StandIn;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'service-'));
  owned = new DisposableStore();
});
afterEach(async () => {
  await owned.dispose();
  await standIn.endRuns();
  await rm(folder, { recursive: true });
});

const find = (name: string) =>
  name === 'missing'
    ? Promise.reject(new AppError('not_found', 'There is no such release.'))
    : Promise.resolve({
        name,
        url: `/w/software/${name}/software.cfg`,
        path: `workspace/software/${name}/software.cfg`,
      });
const releases = {
  find,
  findKept: find,
  nameOf: () => undefined,
  list: () => [],
  recordInputs: () => Promise.resolve(),
};

const checkParameters = () => Promise.resolve();
let rebootstraps = true;

async function start(script?: StandInScript): Promise<void> {
  standIn = await writeStandIn(folder, script);
  engine = owned.add(
    startEngineHost({ engine: folder, partitions: 10, slaposBase: folder, firstBackOffMs: 20 }),
  );
  runStore = owned.add(await openRunStore(join(folder, 'runs')));
  service = owned.add(
    createRunService({
      ...{ engine, master: embeddedMaster(engine), runStore, releases, checkParameters },
      rebootstrap: () => rebootstraps,
    }),
  );
}

const engineBecomes = (state: string) =>
  vi.waitFor(() => expect(engine.status().state).toBe(state), { timeout: 10_000, interval: 5 });

test('starts a run, refuses another, and stops it', async () => {
  await start({ builds: [{ ms: 60_000 }] });
  await engineBecomes('ready');
  const run = await service.start({ release: 'one' });
  expect(run).toMatchObject({ release: 'one' });
  await vi.waitFor(() => expect(runStore.get(run.id).state).toBe('running'));
  await expect(service.start({ release: 'two' })).rejects.toMatchObject({ code: 'run_in_progress' });
  expect(await service.stop(run.id)).toMatchObject({ state: 'cancelled' });
  await expect(service.stop(run.id)).rejects.toMatchObject({ code: 'run_finished' });
  await expect(service.stop(99)).rejects.toMatchObject({ code: 'not_found' });
});

test('a run is told what the settings say of the Python that a release names', async () => {
  await start();
  await engineBecomes('ready');
  for (const setting of [false, true]) {
    rebootstraps = setting;
    const { id } = await service.start({ release: 'one' });
    await vi.waitFor(() => expect(runStore.get(id).state).toBe('completed'), 5000);
    expect((await standIn.requests('run.start')).at(-1)?.params).toMatchObject({ rebootstrap: setting });
  }
});

test('of two runs that are asked for at once, one is started', async () => {
  await start({ builds: [{ ms: 1000 }] });
  await engineBecomes('ready');
  const outcomes = await Promise.allSettled([
    service.start({ release: 'one' }),
    service.start({ release: 'two' }),
  ]);
  expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  expect(runStore.list()).toHaveLength(1);
});

test('a run that is asked for again, because the answer was lost, is the one that was started', async () => {
  await start();
  await engineBecomes('ready');
  const wish = { release: 'one', requestId: randomUUID() };
  const [first, atOnce] = await Promise.all([service.start(wish), service.start(wish)]);
  expect(atOnce.id).toBe(first.id);
  await vi.waitFor(() => expect(runStore.get(first.id).state).toBe('completed'), 5000);
  expect(await service.start(wish)).toMatchObject({ id: first.id, state: 'completed' });
  // Also by a server that was started since.
  const later = owned.add(await openRunStore(join(folder, 'runs')));
  const other = owned.add(
    createRunService({
      ...{ engine, master: embeddedMaster(engine), runStore: later, releases, checkParameters },
      rebootstrap: () => true,
    }),
  );
  expect((await other.start(wish)).id).toBe(first.id);
  expect((await service.start({ ...wish, requestId: randomUUID() })).id).not.toBe(first.id);
});

test('a start that was refused can be asked for again', async () => {
  await start();
  await engineBecomes('ready');
  const wish = { release: 'missing', requestId: randomUUID() };
  await expect(service.start(wish)).rejects.toMatchObject({ code: 'not_found' });
  await expect(service.start(wish)).rejects.toMatchObject({ code: 'not_found' });
  expect(runStore.requestedAs(wish.requestId)).toBeUndefined();
});

test('a run that is asked for while the engine starts waits, and is started when it is ready', async () => {
  await start({ rules: [{ method: 'open', afterMs: 300 }] });
  const run = await service.start({ release: 'one' });
  expect(run.state).toBe('queued');
  await expect(service.start({ release: 'two' })).rejects.toMatchObject({ code: 'run_in_progress' });
  await vi.waitFor(() => expect(runStore.get(run.id).state).toBe('completed'), 5000);
});

test('a run that waits can be stopped, and is then never started', async () => {
  await start({ rules: [{ method: 'open', afterMs: 300 }] });
  const run = await service.start({ release: 'one' });
  expect(await service.stop(run.id)).toMatchObject({
    state: 'cancelled',
    steps: [{ state: 'cancelled', reason: 'Stopped before it began.' }, { state: 'cancelled' }],
  });
  await engineBecomes('ready');
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(await standIn.requests('run.start')).toEqual([]);
  expect(runStore.active()).toBeUndefined();
});

test('a run that waits fails with the engine, whose message says why; after that none is started', async () => {
  const error = { code: 'path_too_deep', message: 'Choose a shorter path.' };
  await start({ rules: [{ method: 'open', afterMs: 200, error }] });
  const run = await service.start({ release: 'one' });
  await vi.waitFor(() => expect(runStore.get(run.id).state).toBe('failed'), 5000);
  expect(runStore.get(run.id).steps[0]?.reason).toBe('Choose a shorter path.');
  await expect(service.start({ release: 'one' })).rejects.toMatchObject({
    code: 'engine_unavailable',
    message: 'Choose a shorter path.',
  });
});

test('a run that the engine refuses leaves nothing behind', async () => {
  const error = { code: 'engine_failed', message: 'No partition is free.' };
  await start({ rules: [{ method: 'run.start', error }] });
  await engineBecomes('ready');
  await expect(service.start({ release: 'one' })).rejects.toMatchObject({
    code: 'engine_failed',
    message: 'No partition is free.',
  });
  await expect(service.start({ release: 'missing' })).rejects.toMatchObject({ code: 'not_found' });
  expect(runStore.list()).toEqual([]);
  expect(await readdir(join(folder, 'runs'))).toEqual([]);
});

test('waits for the lock of a run that has just ended, and no longer', async () => {
  const error = { code: 'run_in_progress', message: 'Locked.' };
  await start({ rules: [{ method: 'run.start', error }] });
  await engineBecomes('ready');
  const started = service.start({ release: 'one' });
  await vi.waitFor(async () => expect((await standIn.requests('run.start')).length).toBeGreaterThan(1), 5000);
  await standIn.setScript({
    rules: [{ method: 'run.start', params: { release: { name: 'never' } }, error }],
  });
  const run = await started;
  await vi.waitFor(() => expect(runStore.get(run.id).state).toBe('completed'), 5000);
  await expect(service.start({ release: 'never' })).rejects.toMatchObject({ code: 'run_in_progress' });
});

test('follows a run whose host dies after it began, and knows of one that never did', async () => {
  await start({
    rules: [
      { method: 'run.start', params: { release: { name: 'lucky' } }, dies: 'after' },
      { method: 'run.start', dies: 'before' },
    ],
  });
  await engineBecomes('ready');
  const lucky = await service.start({ release: 'lucky' });
  await vi.waitFor(() => expect(runStore.get(lucky.id).state).toBe('completed'), 5000);
  await engineBecomes('ready');
  const unlucky = await service.start({ release: 'unlucky' });
  await vi.waitFor(() => expect(runStore.get(unlucky.id).state).toBe('interrupted'), 8000);
});

test.each([
  { software: 'running', instance: 'queued' },
  // As in a run on all: the run has failed whatever becomes of its second step.
  { software: 'failed', instance: 'running' },
] as const)(
  'ends what a run left behind that was interrupted at %j before the next is started',
  async (states) => {
    await writeRun(join(folder, 'runs/1'), states);
    await start({ rules: [{ method: 'run.stop', afterMs: 50 }] });
    await vi.waitFor(
      () => expect(runStore.get(1).steps.map(({ state }) => state)).toContain('interrupted'),
      5000,
    );
    await engineBecomes('ready');
    await service.start({ release: 'one' });
    const said = (await standIn.requests('run.start', 'run.stop')).map(
      ({ method, params }) => `${method} ${basename(String(params.directory))}`,
    );
    expect(said.at(-1)).toBe('run.start 2');
    expect(said.slice(0, -1)).toContain('run.stop 1');
  },
);

test('without a host, asks the leader of a run to end it', async () => {
  const leader = spawn('sleep', ['300']);
  await writeRun(join(folder, 'runs/1'), { software: 'running', instance: 'queued' }, leader.pid);
  await start({ start: { exitCode: 1 } });
  await engineBecomes('failed');
  expect(await service.stop(1)).toMatchObject({ state: 'interrupted' });
  expect(leader.signalCode ?? 'SIGTERM').toBe('SIGTERM');
});

test('a run that is asked for while promises are checked waits for the end of the check', async () => {
  await start({ rules: [{ method: 'promise.due', afterMs: 300 }] });
  await engineBecomes('ready');
  const check = engine.promisesDue();
  const run = await service.start({ release: 'one' });
  expect(run.state).toBe('queued');
  expect(engine.isChecking()).toBe(true);
  await check;
  await vi.waitFor(() => expect(runStore.get(run.id).state).toBe('completed'), 5000);
});

test('hands over what was asked for, and remembers who asked', async () => {
  await start();
  await engineBecomes('ready');
  const request = { parameters: { title: 'x' } };
  const options = { release: 'one', reference: 'two', steps: ['instance' as const], force: false, request };
  const run = await service.start(options, 'bang');
  expect(run).toMatchObject({
    release: 'one',
    reference: 'two',
    trigger: 'bang',
    force: false,
    verbose: false,
  });
  expect((await standIn.requests('run.start'))[0]?.params).toMatchObject({
    ...{ reference: 'two', steps: ['instance'], action: 'rebuild', scope: 'one', force: false, request },
    release: { name: 'one', url: '/w/software/one/software.cfg' },
  });
});
