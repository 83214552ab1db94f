import { once } from 'node:events';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import * as z from 'zod/mini';
import { readLogFrame } from '../../../shared/core/logFrame.ts';
import { livePath, protocolVersion } from '../../../shared/live.ts';
import { InstalledPart, PromiseCheck, RenderedFile, SoftwareInstance } from '../../../shared/instances.ts';
import { Release } from '../../../shared/releases.ts';
import { isSettled, StepState } from '../../../shared/status.ts';
import { writeRelease } from '../../jobs/testing/writeRelease.ts';
import type { TestServer } from '../../testServer.ts';
import { startTestServer } from '../../testServer.ts';

/** Folder of the engine's Python environment. These tests are about the real engine: without it, they fail. */
const engineBin = process.env.WEBRUNNER_TEST_ENGINE ?? '';
let server: TestServer;
let partition: string;
let flag: string;

beforeAll(async () => {
  if (engineBin === '')
    throw new Error('WEBRUNNER_TEST_ENGINE must name the Python environment of the engine.');
  server = await startTestServer({ engineBin, stopServicesOnExit: true });
  flag = join(server.base, 'flag');
  await writeFile(flag, '');
  await writeRelease(server.workspace, 'lively', {
    instance: {
      clock: `recipe = slapos.cookbook:wrapper
command-line = sh -c 'n=0; while true; do n=$((n+1)); printf "tick %d %04000d\\n" $n 0; sleep 0.05; done'
wrapper-path = \${directory:service}/clock`,
      flagged: `recipe = slapos.cookbook:wrapper
command-line = sh -c 'test -e ${flag} || { echo the flag is gone; exit 1; }'
wrapper-path = \${directory:promise}/flagged`,
      greeting: `recipe = slapos.recipe.template:jinja2
inline = Hello {{ '{{ name }}' }}
output = \${directory:etc}/greeting
context = raw name you`,
    },
  });
  const run = await send('/api/runs', { release: 'lively' }, z.object({ id: z.int() }));
  await vi.waitFor(
    async () => {
      const runs = z.object({ runs: z.array(z.object({ id: z.int(), state: StepState })) });
      const found = (await get('/api/runs', runs)).runs.find(({ id }) => id === run.id);
      if (found === undefined || !isSettled(found.state)) throw new Error('the run is going on');
      expect(found.state).toBe('completed');
    },
    { timeout: 120_000, interval: 100 },
  );
  partition = (await instance()).partition;
}, 180_000);
afterAll(async () => {
  await server[Symbol.asyncDispose]();
}, 60_000);

async function get<Schema extends z.ZodMiniType>(path: string, schema: Schema): Promise<z.output<Schema>> {
  return schema.parse((await server.request(path)).json);
}

async function send<Schema extends z.ZodMiniType>(
  path: string,
  body: object,
  schema: Schema,
): Promise<z.output<Schema>> {
  const answer = await server.request(path, { method: 'POST', body });
  expect(answer.status, answer.text).toBeLessThan(300);
  return schema.parse(answer.json);
}

const act = (path: string, body: object = {}) =>
  send(`/api/instances/local/${partition}/${path}`, body, z.unknown());

async function instance(): Promise<SoftwareInstance> {
  const { instances } = await get('/api/instances', z.object({ instances: z.array(SoftwareInstance) }));
  const found = instances.find(({ release }) => release === 'lively');
  if (found === undefined) throw new Error('there is no instance');
  return found;
}

const clock = async () => (await instance()).processes.find(({ name }) => name.startsWith('clock'));

test('stops, starts and restarts a process, and what is told at once is so', async () => {
  const before = await clock();
  expect(before).toMatchObject({ kind: 'service', state: 'RUNNING' });
  await act('processes/stop', { process: before?.name });
  expect(await clock()).toMatchObject({ state: 'STOPPED' });
  await act('processes/start');
  const started = await clock();
  expect(started).toMatchObject({ state: 'RUNNING' });
  await act('processes/restart', { process: before?.name });
  const restarted = await clock();
  expect(restarted).toMatchObject({ state: 'RUNNING' });
  expect(new Set([before?.pid, started?.pid, restarted?.pid]).size).toBe(3);
  expect((await instance()).bang).toBeUndefined();
  const missing = await server.request(`/api/instances/local/${partition}/processes/stop`, {
    method: 'POST',
    body: { process: 'clock-on-watch' },
  });
  expect(missing.code).toBe('not_found');
}, 60_000);

test('follows what a process writes, through files that are put aside', async () => {
  const name = (await clock())?.name ?? '';
  const socket = new WebSocket(`ws://127.0.0.1:${server.port}${livePath}`, {
    headers: { cookie: server.cookie, origin: `http://127.0.0.1:${server.port}` },
  });
  socket.binaryType = 'arraybuffer';
  let text = '';
  socket.on('message', (data: ArrayBuffer, isBinary) => {
    if (isBinary) text += Buffer.from(readLogFrame(data).bytes).toString();
  });
  await once(socket, 'open');
  socket.send(JSON.stringify({ type: 'hello', protocol: protocolVersion }));
  const log = { computer: 'local', partition, process: name };
  socket.send(JSON.stringify({ type: 'log.open', stream: 1, log, offset: -1 }));
  const ticks = () => [...text.matchAll(/^tick (\d+) 0{4000}$/gm)].map(([, n]) => Number(n));
  // Supervisor begins a new file after 100 KB.
  await vi.waitFor(() => expect(ticks().length).toBeGreaterThan(80), { timeout: 30_000, interval: 100 });
  socket.close();
  const [first = 0] = ticks();
  expect(ticks()).toEqual(ticks().map((_, index) => first + index));
  const { status, headers } = await server.request(
    `/api/instances/local/${partition}/processes/${name}/output`,
  );
  expect(status).toBe(200);
  expect(Number(headers['content-length'])).toBeLessThan(110_000);
}, 60_000);

test('checks a promise at once, keeps what it said, and the state of the instance says so', async () => {
  const status = async () =>
    (await get('/api/releases', z.object({ releases: z.array(Release) }))).releases[0]?.instances[0]?.status;
  const flagged = async () => (await instance()).promises.find(({ name }) => name === 'flagged');
  expect(await flagged()).toMatchObject({ failed: false });
  await rm(flag);
  await act('promises/run', { promise: 'flagged' });
  expect(await flagged()).toMatchObject({
    failed: true,
    message: expect.stringContaining('the flag is gone') as unknown,
  });
  expect(await status()).toMatchObject({
    state: 'promiseFailed',
    reason: expect.stringMatching(/^Promise 'flagged' failed: .*the flag is gone/) as unknown,
  });
  await writeFile(flag, '');
  await act('promises/run');
  expect(await flagged()).toMatchObject({ failed: false });
  expect((await status())?.state).toBe('completed');
  const { promises } = await get(
    `/api/instances/local/${partition}/promises/history`,
    z.object({ promises: z.record(z.string(), z.array(PromiseCheck)) }),
  );
  const checks = promises.flagged?.map(({ failed }) => failed) ?? [];
  expect(checks.slice(-2)).toEqual([true, false]);
  const missing = await server.request(`/api/instances/local/${partition}/promises/run`, {
    method: 'POST',
    body: { promise: 'missing.py' },
  });
  expect(missing.code).toBe('not_found');
}, 60_000);

test('tells which template made which file, and what was installed', async () => {
  const rendered = await get(
    `/api/instances/local/${partition}/rendered`,
    z.object({ files: z.array(RenderedFile) }),
  );
  const chain = rendered.files.map(({ source, sourceText, result }) => [source ?? sourceText, result]);
  const [release = ''] = /^releases\/[^/]+/.exec(rendered.files[0]?.result ?? '') ?? [];
  expect(chain).toEqual([
    ['workspace/software/lively/instance.cfg.in', `${release}/instance.cfg`],
    [`${release}/instance.cfg`, `instances/${partition}/buildout.cfg`],
    ['Hello {{ name }}', `instances/${partition}/etc/greeting`],
  ]);
  for (const path of chain.flatMap(([source, result]) =>
    source?.includes('/') === true ? [source, result] : [result],
  )) {
    const file = await server.request(`/api/file?path=${encodeURIComponent(path ?? '')}`);
    expect(file.status, path).toBe(200);
  }
  const { parts } = await get(
    `/api/instances/local/${partition}/installed`,
    z.object({ parts: z.array(InstalledPart) }),
  );
  expect(parts.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['publish', 'directory', 'clock', 'flagged', 'greeting']),
  );
  expect(parts.find(({ name }) => name === 'greeting')).toMatchObject({
    recipe: 'slapos.recipe.template:jinja2',
    installed: [`instances/${partition}/etc/greeting`],
  });
});
