import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import * as z from 'zod/mini';
import type { EngineMethod } from '../../../shared/engine.ts';
import { SoftwareInstance } from '../../../shared/instances.ts';
import { Release } from '../../../shared/releases.ts';
import { Run } from '../../../shared/runs.ts';
import type { RunOptions } from '../../../shared/runs.ts';
import { isSettled } from '../../../shared/status.ts';
import { writeRelease } from '../../jobs/testing/writeRelease.ts';
import type { TestServer } from '../../testServer.ts';
import { startTestServer } from '../../testServer.ts';
import { startHost } from '../hostConnection.ts';
import type { StandIn } from './writeStandIn.ts';
import { writeStandIn } from './writeStandIn.ts';

/** The whole server on it, as tests of the page have it. */
let folder: string;
let standIn: StandIn;
let server: TestServer;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'standin-'));
  standIn = await writeStandIn(folder);
  server = await startTestServer({ engineBin: folder });
  await writeRelease(server.workspace, 'sample');
  await vi.waitFor(async () => expect((await get('session')).text).toContain('"state":"ready"'), 5000);
});
afterEach(async () => {
  await standIn.endRuns();
  await server[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

const get = (path: string) => server.request(`/api/${path}`);
const instances = async () =>
  z.object({ instances: z.array(SoftwareInstance) }).parse((await get('instances')).json).instances;
const releases = async () =>
  z.object({ releases: z.array(Release) }).parse((await get('releases')).json).releases;
const getRun = async (id: number) => {
  const { runs } = z.object({ runs: z.array(Run) }).parse((await get('runs')).json);
  return runs.find((run) => run.id === id);
};

/** A release is known a moment after its folder. */
async function start(options: RunOptions): Promise<Run> {
  return await vi.waitFor(async () => {
    const answer = await server.request('/api/runs', { method: 'POST', body: options });
    expect(answer.status, answer.text).toBe(200);
    return Run.parse(answer.json);
  }, 5000);
}

async function end(id: number): Promise<Run> {
  return await vi.waitFor(async () => {
    const run = await getRun(id);
    if (run === undefined || !isSettled(run.state)) throw new Error('It is going on.');
    return run;
  }, 5000);
}
const run = async (options: RunOptions) => await end((await start(options)).id);
const logOf = async (id: number, step: string) =>
  (await get(`runs/${id}/logs/${step}`)).text.replace(/^[-\d]+ [:\d]+ slapos\[\d+\] /gm, '');

test('a rebuild completes, with what the real engine writes down', async () => {
  await standIn.setScript({
    builds: [
      { release: 'sample', step: 'software', parts: [{ name: 'work', lines: ['work: Running true'] }] },
      {
        ...{ step: 'instance', connectionParameters: { url: 'http://127.0.0.1:1/', text: 'Hello ${name}' } },
        processes: [{ name: 'web', output: ['listening'] }],
        promises: [{ name: 'web.py', message: 'It answers.' }],
      },
    ],
  });
  const request = { parameters: { name: 'Zoé', empty: '' } };
  const done = await run({ release: 'sample', request });
  expect(done).toMatchObject({
    ...{ state: 'completed', partition: 'slappart0' },
    steps: [
      { kind: 'software', state: 'completed', exitCode: 0, buildout: [expect.anything()] },
      { kind: 'instance', state: 'completed', exitCode: 0 },
    ],
  });
  const url = join(server.workspace, 'software/sample/software.cfg');
  const config = join(server.state, 'slapos/etc/slapos.cfg');
  expect(await logOf(done.id, 'software'))
    .toBe(`$ slapos node software --cfg ${config} --force --only-sr=${url}
INFO Processing software releases...
INFO Installing software release ${url} ...
INFO Installing work.
INFO work: Running true
INFO Finished software releases.
`);
  expect(await logOf(done.id, 'instance')).toContain('INFO Processing Computer Partition slappart0.\n');
  const timeline = await get(`runs/${done.id}/timeline`);
  expect(timeline.json).toMatchObject({
    parts: [{ step: 'software', release: 'sample', part: 'work' }, { partition: 'slappart0' }, {}],
  });
  expect(await instances()).toMatchObject([
    {
      ...{ partition: 'slappart0', reference: 'sample', release: 'sample', requestedState: 'started' },
      instanceParameters: { name: 'Zoé' },
      connectionParameters: { url: 'http://127.0.0.1:1/', text: 'Hello Zoé' },
      processes: [{ name: 'web', kind: 'service', state: 'RUNNING' }],
      promises: [{ name: 'web.py', title: 'web', failed: false, message: 'It answers.' }],
    },
  ]);
  expect((await get('instances/local/slappart0/processes/web/output')).text).toBe('listening\n');
  expect((await releases())[0]).toMatchObject({
    software: { state: 'completed' },
    instances: [{ status: { state: 'completed' } }],
  });
});

test('a build fails on the line that is scripted, and the instance is left alone', async () => {
  const line = "Error: MD5 checksum mismatch for local resource at '/w/instance.cfg.in'.";
  await standIn.setScript({ builds: [{ parts: [{ name: 'a' }, { name: 'profile', fails: line }] }] });
  const { id, steps } = await run({ release: 'sample' });
  expect(steps).toMatchObject([
    { state: 'failed', exitCode: 1, reason: line },
    { state: 'cancelled', reason: 'Not run: the software step failed.' },
  ]);
  expect(await logOf(id, 'software')).toContain(
    `INFO While:\nINFO   Installing profile.\nINFO ${line}\nERROR Failed`,
  );
  expect(await instances()).toEqual([]);
});

test('a promise fails, is checked again, and has a history', async () => {
  const promise = (failed: boolean) =>
    standIn.setScript({
      builds: [{ promises: [{ name: 'web.py', failed, message: failed ? 'No.' : 'Yes.' }] }],
    });
  await promise(true);
  const { steps } = await run({ release: 'sample' });
  expect(steps[1]).toMatchObject({
    ...{ state: 'promiseFailed', exitCode: 2, reason: "Promise 'web' failed: No." },
  });
  await promise(false);
  const checked = await server.request('/api/instances/local/slappart0/promises/run', {
    method: 'POST',
    body: {},
  });
  expect(checked.status).toBe(204);
  expect((await instances())[0]?.promises[0]).toMatchObject({ failed: false, message: 'Yes.' });
  expect((await get('instances/local/slappart0/promises/history')).json).toMatchObject({
    promises: { 'web.py': [{ failed: true }, { failed: false }] },
  });
});

test('processes are stopped and started, and a stopped instance has none that run', async () => {
  await standIn.setScript({
    builds: [{ processes: [{ name: 'web' }, { name: 'job', kind: 'run', state: 'EXITED', exitStatus: 3 }] }],
  });
  await run({ release: 'sample' });
  const states = async () => (await instances())[0]?.processes.map(({ state }) => state);
  expect(await states()).toEqual(['RUNNING', 'EXITED']);
  await server.request('/api/instances/local/slappart0/processes/stop', {
    method: 'POST',
    body: { process: 'web' },
  });
  expect(await states()).toEqual(['STOPPED', 'EXITED']);
  await run({ release: 'sample', request: { state: 'stopped' } });
  expect(await states()).toEqual(['STOPPED', 'STOPPED']);
});

test('a run takes the time that is scripted, is stopped, and outlives the server', async () => {
  await standIn.setScript({ builds: [{ ms: 60_000, parts: [{ name: 'slow', lines: ['one', 'two'] }] }] });
  const { id } = await start({ release: 'sample' });
  await vi.waitFor(async () => expect(await logOf(id, 'software')).toContain('INFO one\n'), 5000);
  await server.restart();
  expect(await getRun(id)).toMatchObject({ state: 'running', steps: [{ progress: { part: 'slow' } }, {}] });
  await vi.waitFor(async () => expect((await get('session')).text).toContain('"state":"ready"'), 5000);
  const stopped = await server.request(`/api/runs/${id}/stop`, { method: 'POST' });
  expect(stopped.json).toMatchObject({ state: 'cancelled', steps: [{ reason: 'Cancelled.' }, {}] });
  expect(await logOf(id, 'software')).not.toContain('two');
});

test('a run on all has a result for each, and goes on with what is built', async () => {
  await writeRelease(server.workspace, 'other');
  await run({ release: 'sample' });
  await run({ release: 'other' });
  await standIn.setScript({
    builds: [{ release: 'other', step: 'software', fails: 'Error: Missing option: x:url' }],
  });
  const { state, steps } = await run({ release: 'sample', scope: 'all' });
  expect(state).toBe('failed');
  expect(steps).toMatchObject([
    {
      ...{
        state: 'failed',
        reason: expect.stringMatching(/other\/software\.cfg: Error: Missing option/) as unknown,
      },
      results: [
        { subject: 'sample', state: 'completed' },
        { subject: 'other', state: 'failed' },
      ],
    },
    { state: 'completed', results: [{ subject: 'slappart0', state: 'completed' }] },
  ]);
});

test('a release is removed after its instance was destroyed, and nothing of them is left', async () => {
  await run({ release: 'sample' });
  const refused = await server.request('/api/runs', {
    ...{ method: 'POST', body: { release: 'sample', action: 'remove', confirm: 'sample' } },
  });
  expect(refused.code).toBe('has_instances');
  expect(await run({ release: 'sample', action: 'destroy', confirm: 'sample' })).toMatchObject({
    state: 'completed',
  });
  expect(await instances()).toEqual([]);
  expect(await run({ release: 'sample', action: 'remove', confirm: 'sample' })).toMatchObject({
    state: 'completed',
  });
  expect(await readdir(join(server.state, 'slapos/soft'))).toEqual([]);
});

test('refuses what the contract does not have, as the engine does', async () => {
  const host = startHost(folder, folder, {});
  // What the compiler refuses too.
  const call = (method: EngineMethod, params: object) => host.call(method, params as never);
  await expect(call('snapshot', { partition: 'slappart0' })).rejects.toMatchObject({ code: 'bad_request' });
  await expect(call('run.stop', {})).rejects.toMatchObject({ code: 'bad_request' });
  await expect(call('run.stop', { directory: '/nowhere' })).rejects.toMatchObject({ code: 'not_found' });
  await host.close();
});

test('starts about as fast as Node.js itself: a test does not wait for it', async () => {
  const best = async (start: () => Promise<void>) => {
    const times: number[] = [];
    for (let n = 0; n < 5; n++) {
      const begun = performance.now();
      await start();
      times.push(performance.now() - begun);
    }
    return Math.min(...times);
  };
  const nothing = await best(async () => {
    await once(spawn(process.execPath, ['-e', '0']), 'close');
  });
  const opened = await best(async () => {
    const host = startHost(folder, folder, {});
    await host.call('open', { partitions: 10 });
    await host.close();
  });
  expect(opened).toBeLessThan(4 * nothing);
});
