import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { FileChange } from '../../../shared/workspace.ts';
import type { InstanceSnapshot } from '../../../shared/engine.ts';
import type { ConnectionProblem, SoftwareInstance } from '../../../shared/instances.ts';
import type { Run } from '../../../shared/runs.ts';
import { Emitter } from '../../core/kit/emitter.ts';
import type { EngineHost } from '../../engine/engineHost.ts';
import { startEngineHost } from '../../engine/engineHost.ts';
import { embeddedMaster } from '../../engine/master.ts';
import type { StandInScript } from '../../engine/testing/standInScript.ts';
import type { StandIn } from '../../engine/testing/writeStandIn.ts';
import { writeStandIn } from '../../engine/testing/writeStandIn.ts';
import { DisposableStore } from '../../core/kit/lifecycle.ts';
import type { InstanceService } from './instanceService.ts';
import type { Published } from './connectionChecks.ts';
import { createInstanceService } from './instanceService.ts';

let folder: string;
let owned: DisposableStore;
let engine: EngineHost;
let service: InstanceService;
let runs: Emitter<Run>;
let files: Emitter<readonly FileChange[]>;
let seen: SoftwareInstance[][];
let problemsOf: (published: Published) => ConnectionProblem[];
let standIn: StandIn;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'instances-'));
  owned = new DisposableStore();
});
afterEach(async () => {
  await owned.dispose();
  await rm(folder, { recursive: true });
});

const instance: Omit<InstanceSnapshot, 'processes'> & Pick<SoftwareInstance, 'processes'> = {
  partition: 'slappart0',
  reference: 'sample',
  url: '/w/software/sample/software.cfg',
  softwareType: 'RootSoftwareInstance',
  requestedState: 'started',
  instanceParameters: {},
  connectionParameters: { url: 'http://127.0.0.1:1' },
  requestedBy: 'slappart3',
  bang: { date: '2026-01-02T03:04:05Z', message: 'web exited', handled: false },
  processes: [
    { name: 'web', kind: 'service', state: 'RUNNING', pid: 5, since: '2026-01-02T03:04:05Z', memory: 4096 },
  ],
  promises: [],
  supervisor: 'running',
};
const on = (partition: string) => ({ computer: 'local', partition });
/** As the engine tells it: with the file that the process writes to. */
const told = { ...instance, processes: instance.processes.map((one) => ({ ...one, log: '/i/.web.log' })) };
/** How the engine answers what is not of the world that `setInstances` makes. */
const script: StandInScript = {
  rules: [
    {
      ...{ method: 'promise.run', params: { name: 'missing.py' } },
      error: { code: 'not_found', message: 'There is no promise of that name.' },
    },
    { method: 'promise.run', result: {} },
    {
      method: 'promise.history',
      result: { promises: { 'a.py': [{ date: '2026-01-02T03:04:05Z', failed: true, message: 'No.' }] } },
    },
  ],
};
const params = async (): Promise<unknown[]> =>
  (await standIn.requests('process.action', 'promise.run')).map((request) => request.params);
const snapshots = async () => (await standIn.requests('snapshot')).length;

beforeEach(() => {
  problemsOf = () => [];
});

async function start(pollMs: number, isReady = true): Promise<void> {
  standIn = await writeStandIn(
    folder,
    isReady ? script : { rules: [...(script.rules ?? []), { method: 'open', holds: true }] },
  );
  await standIn.setInstances(isReady ? [told] : []);
  engine = owned.add(
    startEngineHost({ engine: folder, partitions: 10, slaposBase: folder, firstBackOffMs: 60_000 }),
  );
  [runs, files, seen] = [new Emitter(), new Emitter(), []];
  service = owned.add(
    createInstanceService({
      ...{ master: embeddedMaster(engine), engine },
      runStore: { changed: runs },
      releases: { nameOf: (url) => (url === instance.url ? 'sample' : undefined) },
      fileWatcher: { onChange: (listener) => files.on(listener) },
      checkConnection: (published) => Promise.resolve(problemsOf(published)),
      pollMs,
    }),
  );
  owned.add(service.changed.on((instances) => seen.push(instances)));
  if (isReady) await vi.waitFor(() => expect(engine.status().state).toBe('ready'), 5000);
}

test('tells what is wrong with what was published, and finds it out again when a schema may have changed', async () => {
  const problem = { pointer: '/url', sentence: 'It is missing.' };
  problemsOf = ({ shared }) => (shared ? [problem] : []);
  await start(60_000);
  const connectionParameters = { name: 'x' };
  const shared = { reference: 'a', sharedReference: '_a', instanceParameters: {} };
  await standIn.setInstances([
    {
      ...{ ...told, processed: '2026-01-01T00:00:00.000Z' },
      sharedInstances: [
        { ...shared, connectionParameters },
        { ...shared, sharedReference: '_b', connectionParameters: {} },
      ],
    },
  ]);
  const [first] = await service.list();
  expect(first).not.toHaveProperty('connectionProblems');
  expect(first?.sharedInstances?.map((one) => one.connectionProblems)).toEqual([[problem], undefined]);

  problemsOf = ({ shared: isShared }) => (isShared ? [] : [problem]);
  expect((await service.list())[0]?.connectionProblems, 'it was found out').toBeUndefined();
  files.emit([{ path: 'workspace/software/sample/out.json', kind: 'changed' }]);
  expect((await service.list())[0]?.connectionProblems).toEqual([problem]);
});

test('lists instances by the names of their releases, and by URL where a release is none of ours', async () => {
  await start(60_000);
  await standIn.setInstances([
    instance,
    { ...instance, partition: 'slappart1', url: 'https://example.org/a.cfg' },
  ]);
  const { url, supervisor, ...shown } = instance;
  expect([url, supervisor]).toHaveLength(2);
  const requester = { requestedBy: on('slappart3') };
  expect(await service.list()).toEqual([
    { ...shown, ...requester, ...on('slappart0'), release: 'sample' },
    { ...shown, ...requester, ...on('slappart1'), release: 'https://example.org/a.cfg' },
  ]);
});

test('says nothing of the instances before it has seen them, and then tells of them though there are none', async () => {
  await start(20, false);
  service.setClients(1);
  await expect(service.list()).rejects.toMatchObject({ code: 'engine_unavailable' });
  await expect(service.find(on('slappart0'))).rejects.toMatchObject({ code: 'engine_unavailable' });
  expect(seen).toEqual([]);
  const waiting = service.list();
  await standIn.setScript(script);
  expect(await waiting).toEqual([]);
  expect(seen).toEqual([[]]);
});

test('looks while there are clients, and tells of changes only', async () => {
  await start(20);
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(await snapshots()).toBe(0);
  service.setClients(1);
  await vi.waitFor(async () => expect(await snapshots()).toBeGreaterThan(3), 5000);
  expect(seen).toHaveLength(1);
  await standIn.setInstances([]);
  await vi.waitFor(() => expect(seen).toHaveLength(2), 5000);
  expect(seen[1]).toEqual([]);
  service.setClients(0);
  await new Promise((resolve) => setTimeout(resolve, 50));
  const before = await snapshots();
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(await snapshots()).toBe(before);
});

test('looks soon after a promise was checked, though it is asked again and again', async () => {
  await start(60_000);
  service.setClients(1);
  await vi.waitFor(() => expect(seen).toHaveLength(1));
  await standIn.setInstances([]);
  const path = 'instances/slappart0/.slapgrid/promise/result/web.status.json';
  const timer = setInterval(() => files.emit([{ path, kind: 'changed' }]), 20);
  await vi.waitFor(() => expect(seen).toHaveLength(2), 1500);
  clearInterval(timer);
  const before = await snapshots();
  files.emit([{ path: 'instances/slappart0/var/log/access.log', kind: 'changed' }]);
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect((await snapshots()) - before).toBeLessThanOrEqual(1);
});

test('keeps what it saw last when the engine is gone', async () => {
  await start(60_000);
  expect(await service.list()).toHaveLength(1);
  await standIn.setScript({ rules: [{ method: 'snapshot', dies: 'before' }] });
  expect(await service.list()).toHaveLength(1);
  expect(seen).toHaveLength(1);
  await vi.waitFor(() => expect(engine.status().state).toBe('starting'));
  await expect(service.stopServices()).rejects.toMatchObject({ code: 'engine_unavailable' });
});

test('stops the services, and asks no more often than one look after another for many at once', async () => {
  await start(60_000);
  await service.stopServices();
  expect((await standIn.requests()).map(({ method }) => method)).toEqual([
    'open',
    'services.stop',
    'snapshot',
  ]);
  await Promise.all(Array.from({ length: 50 }, () => service.list()));
  expect(await snapshots()).toBeLessThanOrEqual(3);
});

test('tells clients nothing of where processes write to, and finds it for the server', async () => {
  await start(60_000);
  expect(await service.outputFile(on('slappart0'), 'web')).toBe('/i/.web.log');
  expect(JSON.stringify(await service.list())).not.toContain('/i/.web.log');
  for (const [partition, process] of [
    ['slappart0', 'other'],
    ['slappart0', '../web'],
    ['slappart0', 'constructor'],
    ['slappart9', 'web'],
  ] as const) {
    await expect(service.outputFile(on(partition), process)).rejects.toMatchObject({ code: 'not_found' });
  }
});

test('acts on one process or on all, looks again at once, and knows names that are none', async () => {
  await start(60_000);
  await standIn.setInstances([
    { ...told, processes: [] },
    { ...told, partition: 'slappart1' },
  ]);
  const before = await snapshots();
  await service.act(on('slappart1'), 'restart', 'web');
  expect(await snapshots()).toBe(before + 2);
  await service.act(on('slappart0'), 'stop');
  expect(await params()).toEqual([
    { partition: 'slappart1', action: 'restart', name: 'web' },
    { partition: 'slappart0', action: 'stop' },
  ]);
  for (const [partition, process] of [
    ['slappart0', 'web'],
    ['slappart1', 'slappart0:web'],
    ['slappart1', 'web/../web'],
    ['slappart2', undefined],
  ] as const) {
    await expect(service.act(on(partition), 'stop', process)).rejects.toMatchObject({ code: 'not_found' });
  }
  expect(await params()).toHaveLength(2);
});

test('checks promises, and tells of earlier checks', async () => {
  await start(60_000);
  await service.runPromises(on('slappart0'));
  await service.runPromises(on('slappart0'), 'a.py');
  expect(await params()).toEqual([{ partition: 'slappart0' }, { partition: 'slappart0', name: 'a.py' }]);
  for (const name of ['../a.py', '/etc/passwd', '..', 'a\0b', 'missing.py']) {
    await expect(service.runPromises(on('slappart0'), name)).rejects.toMatchObject({ code: 'not_found' });
  }
  await expect(service.runPromises(on('slappart5'))).rejects.toMatchObject({ code: 'not_found' });
  expect(await service.promiseHistory(on('slappart0'))).toEqual({
    'a.py': [{ date: '2026-01-02T03:04:05Z', failed: true, message: 'No.' }],
  });
  expect(await standIn.requests('promise.history')).toEqual([
    { method: 'promise.history', params: { partition: 'slappart0' } },
  ]);
  await expect(service.promiseHistory(on('slappart5'))).rejects.toMatchObject({ code: 'not_found' });
});

test('knows no instance of another computer by the partition alone', async () => {
  await start(60_000);
  const elsewhere = { computer: 'COMP-7', partition: 'slappart0' };
  const notFound = { code: 'not_found', message: expect.stringContaining('slappart0 on COMP-7') as unknown };
  await expect(service.find(elsewhere)).rejects.toMatchObject(notFound);
  await expect(service.act(elsewhere, 'stop')).rejects.toMatchObject(notFound);
  await expect(service.runPromises(elsewhere)).rejects.toMatchObject(notFound);
  await expect(service.promiseHistory(elsewhere)).rejects.toMatchObject(notFound);
  expect(await service.outputFile(on('slappart0'), 'web')).toBe('/i/.web.log');
  await expect(service.outputFile(elsewhere, 'web')).rejects.toMatchObject(notFound);
  const asked = await standIn.requests('process.action', 'promise.run', 'promise.history');
  expect(asked).toEqual([]);
});
