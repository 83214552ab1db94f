import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import * as z from 'zod/mini';
import { Release } from '../../../shared/releases.ts';
import { Run } from '../../../shared/runs.ts';
import { Automation, defaultSettings } from '../../../shared/automation.ts';
import type { Settings } from '../../../shared/automation.ts';
import type { Build } from '../../engine/testing/standInScript.ts';
import type { StandIn } from '../../engine/testing/writeStandIn.ts';
import { writeStandIn } from '../../engine/testing/writeStandIn.ts';
import { writeRelease } from '../../jobs/testing/writeRelease.ts';
import type { TestServer } from '../../testServer.ts';
import { startTestServer } from '../../testServer.ts';

let folder: string;
let server: TestServer;
let standIn: StandIn;

const instance = {
  ...{ partition: 'slappart0', reference: 'sample', softwareType: 'default', requestedState: 'started' },
  ...{ instanceParameters: {}, connectionParameters: {}, processes: [], promises: [] },
};

/** How builds go from now on: each step takes so long, and fails, or adds to a file. */
const builds = (build: Pick<Build, 'ms' | 'fails' | 'writes'>) =>
  standIn.setScript({
    rules: [{ method: 'promise.due', result: { checked: 3, failed: [], bangs: [] } }],
    builds: [{ ms: 50, ...build }],
  });
const failing = { fails: 'Error: Missing option: x:url' };

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'auto-'));
  standIn = await writeStandIn(folder);
  await builds({});
  server = await startTestServer({ engineBin: folder });
  await writeRelease(server.workspace, 'sample');
});
afterEach(async () => {
  await standIn.endRuns();
  await server[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

async function set(settings: Partial<Settings>): Promise<void> {
  const body = { ...defaultSettings, ...settings };
  expect(await server.request('/api/settings', { method: 'PUT', body })).toMatchObject({ status: 204 });
}
const listRuns = async () =>
  z.object({ runs: z.array(Run) }).parse((await server.request('/api/runs')).json).runs;
const triggers = async () => (await listRuns()).map(({ trigger, state }) => `${trigger} ${state}`);
const automation = async () =>
  z.object({ automation: Automation }).parse((await server.request('/api/settings')).json).automation;
const convergence = async () => (await automation()).convergence;

async function save(text: string): Promise<void> {
  await writeFile(join(server.workspace, 'software/sample/instance.cfg.in'), text);
}
const soon = { timeout: 8000, interval: 50 };
async function build(): Promise<void> {
  await vi.waitFor(
    async () =>
      expect(
        await server.request('/api/runs', { method: 'POST', body: { release: 'sample', reference: 'mine' } }),
      ).toMatchObject({ status: 200 }),
    { timeout: 10_000, interval: 100 },
  );
  await vi.waitFor(async () => expect((await triggers())[0]).toMatch(/^user (?:completed|failed)$/), soon);
}
/** Longer than saves are waited for. */
const later = () => new Promise((resolve) => setTimeout(resolve, 2000));

test('builds the instance that was built last after a save, when that is switched on', async () => {
  await build();
  await save('first');
  await later();
  expect(await triggers()).toEqual(['user completed']);
  await set({ rebuildOnSave: true });
  await save('second');
  await save('third');
  await vi.waitFor(async () => expect(await triggers()).toEqual(['save completed', 'user completed']), soon);
  expect((await listRuns())[0]).toMatchObject({ release: 'sample', reference: 'mine', force: true });
  await save('third');
  await later();
  expect(await triggers()).toHaveLength(2);
});

test('does not build what was never built, nor again and again what fails', async () => {
  await set({ rebuildOnSave: true });
  await save('never built');
  await later();
  expect(await triggers()).toEqual([]);
  await builds(failing);
  await build();
  await save('broken');
  await vi.waitFor(async () => expect(await triggers()).toEqual(['save failed', 'user failed']), soon);
  await later();
  expect(await triggers()).toHaveLength(2);
  await save('mended?');
  await vi.waitFor(async () => expect((await triggers()).length).toBe(3), soon);
});

/** Saves as the editor does. */
async function saveInEditor(text: string): Promise<void> {
  const file = '/api/file?path=workspace/software/sample/instance.cfg.in';
  const answer = await server.request(file, { method: 'PUT', headers: { 'If-Match': '*' }, body: { text } });
  expect(answer.status).toBe(200);
}
const isRunning = async (length: number) =>
  vi.waitFor(async () => {
    const all = await triggers();
    expect([all.length, all[0]]).toEqual([length, expect.stringContaining('running')]);
  }, soon);
const refusal = async () => (await automation()).notRebuilt ?? '';
const findChanges = async () =>
  z.object({ releases: z.array(Release) }).parse((await server.request('/api/releases')).json).releases[0]
    ?.changes;

test('builds once more what a build itself has written, not for ever; and the next save again', async () => {
  await set({ rebuildOnSave: true });
  const generated = join(server.workspace, 'software/sample/generated.cfg');
  await builds({ writes: generated });
  await build();
  const told = /^sample is not built again: .*generated\.cfg changed while run 2 /;
  await vi.waitFor(async () => expect(await refusal()).toMatch(told), soon);
  await later();
  expect(await triggers()).toEqual(['save completed', 'user completed']);
  await builds({});
  await save('in a terminal');
  await vi.waitFor(async () => expect((await triggers()).length).toBe(3), soon);
  expect(await convergence()).toEqual({});
  await vi.waitFor(async () => expect(await findChanges()).toEqual([]), soon);
});

test('a user who builds what is left alone has it built once more', async () => {
  await set({ rebuildOnSave: true });
  await builds({ writes: join(server.workspace, 'software/sample/generated.cfg') });
  await build();
  await vi.waitFor(async () => expect(await refusal()).toContain('run 2'), soon);
  await build();
  await vi.waitFor(async () => expect(await refusal()).toContain('run 4'), soon);
  await later();
  expect(await triggers()).toHaveLength(4);
});

test('builds what is saved while a build goes on, however often, though the build writes too', async () => {
  await build();
  await set({ rebuildOnSave: true });
  await builds({ ms: 350, writes: join(server.workspace, 'software/sample/generated.cfg') });
  await saveInEditor('at rest');
  for (const length of [2, 3, 4, 5]) {
    await isRunning(length);
    await saveInEditor(`during run ${length}`);
  }
  await vi.waitFor(async () => expect(await refusal()).toContain('run 7'), soon);
  expect((await triggers()).slice(0, 3)).toEqual(Array.from({ length: 3 }, () => 'save completed'));
  expect(await findChanges()).toEqual([{ path: 'workspace/software/sample/generated.cfg', kind: 'changed' }]);
});

test('builds what was saved in a terminal while a build went on', async () => {
  await build();
  await set({ rebuildOnSave: true });
  await builds({ ms: 350 });
  await save('at rest');
  await isRunning(2);
  await save('meanwhile');
  await vi.waitFor(async () => expect((await triggers())[0]).toBe('save completed'), soon);
  await vi.waitFor(
    async () => expect(await triggers()).toEqual([...['save completed', 'save completed', 'user completed']]),
    soon,
  );
  expect(await findChanges()).toEqual([]);
});

test('checks promises when keeping converged is switched on, and says what came of it', async () => {
  await set({});
  expect(await convergence()).toEqual({});
  await set({ keepConverged: true });
  await vi.waitFor(
    async () =>
      expect((await convergence()).check).toMatchObject({
        result: '3 promises checked, all well.',
        failed: false,
      }),
    soon,
  );
  expect((await convergence()).deployment).toBeUndefined();
  expect(await standIn.requests('promise.due', 'promise.run')).toHaveLength(1);
});

test('deploys an instance again after a bang, once', async () => {
  await build();
  await set({ keepConverged: true });
  const url = join(server.workspace, 'software/sample/software.cfg');
  const bang = { date: '2026-01-02T03:04:05Z', message: 'web exited with status 1', handled: false };
  await standIn.setInstances([{ ...instance, url, bang }]);
  const result = 'slappart0 was deployed again after a bang: web exited with status 1.';
  const deployment = { result, failed: false };
  await vi.waitFor(async () => expect(await convergence()).toMatchObject({ deployment }), soon);
  const [run, ...others] = await listRuns();
  expect(run).toMatchObject({
    trigger: 'bang',
    reference: 'sample',
    force: false,
    alarm: { computer: 'local', partition: 'slappart0', message: 'web exited with status 1' },
    steps: [{ kind: 'instance' }],
  });
  expect((await convergence()).deployment?.run).toBe(run?.id);
  // Later looks are told of beside the deployment.
  await set({});
  await set({ keepConverged: true });
  await vi.waitFor(async () => expect(await standIn.requests('promise.due')).toHaveLength(2), soon);
  await later();
  expect(await convergence()).toMatchObject({
    deployment: { ...deployment, run: run?.id },
    check: { result: '3 promises checked, all well.' },
  });
  expect(await listRuns()).toHaveLength(others.length + 1);
});

test('tells when deploying again did not help, and leaves the instance alone for a while', async () => {
  await build();
  await builds(failing);
  await set({ keepConverged: true });
  const url = join(server.workspace, 'software/sample/software.cfg');
  const bang = { date: '2026-01-02T03:04:05Z', message: 'web exited with status 1', handled: false };
  await standIn.setInstances([{ ...instance, url, bang }]);
  await vi.waitFor(
    async () =>
      expect((await convergence()).deployment).toMatchObject({
        ...{ failed: true, result: expect.stringContaining('It did not help') as unknown },
      }),
    soon,
  );
  await later();
  expect((await triggers()).filter((one) => one.startsWith('bang'))).toEqual(['bang failed']);
});

test('processes an instance that nothing worked on for a day, once, also when the server starts again', async () => {
  await build();
  const url = join(server.workspace, 'software/sample/software.cfg');
  const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString();
  // The build above was of another instance.
  await standIn.setInstances([
    { ...instance, url, processed: hoursAgo(25) },
    { ...instance, url, partition: 'slappart1', reference: 'other', processed: hoursAgo(23) },
  ]);
  await set({ keepConverged: true });
  const result = 'slappart0 was processed, as each instance is once a day.';
  await vi.waitFor(
    async () => expect((await convergence()).deployment).toMatchObject({ result, failed: false }),
    soon,
  );
  expect((await listRuns())[0]).toMatchObject({
    ...{ trigger: 'daily', reference: 'sample', force: true, steps: [{ kind: 'instance' }] },
  });
  // A run that went well says so too, where the partition has nothing that does.
  await standIn.setInstances([{ ...instance, url }]);
  await server.restart();
  await vi.waitFor(async () => expect((await convergence()).check).toBeDefined(), soon);
  await later();
  expect(await triggers()).toEqual(['daily completed', 'user completed']);
});

test('says when the daily processing failed, and does not try again at once', async () => {
  await build();
  await builds(failing);
  const url = join(server.workspace, 'software/sample/software.cfg');
  await standIn.setInstances([{ ...instance, url, processed: '2026-01-02T03:04:05Z' }]);
  await set({ keepConverged: true });
  const failed = { failed: true, result: expect.stringContaining('once a day. It failed') as unknown };
  await vi.waitFor(async () => expect((await convergence()).deployment).toMatchObject(failed), soon);
  await server.restart();
  await vi.waitFor(async () => expect((await convergence()).check).toBeDefined(), soon);
  await later();
  expect(await triggers()).toEqual(['daily failed', 'user completed']);
});
