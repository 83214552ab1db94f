import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { build } from 'vite';
import * as z from 'zod/mini';
import { SoftwareInstance } from '../../../shared/instances.ts';
import { Release } from '../../../shared/releases.ts';
import { Run } from '../../../shared/runs.ts';
import { isSettled } from '../../../shared/status.ts';
import type { TestServer } from '../../testServer.ts';
import { startTestServer } from '../../testServer.ts';
import {
  engineBin,
  getRun,
  runToEnd as runToEndOn,
  runUntil,
  startEngineServer,
  startRun as startRunOn,
} from './testing/engineServer.ts';
import { isLeaderAlive, readProcess } from '../../jobs/leader.ts';
import { RunStatus } from '../../../shared/engine.ts';
import { writeRelease } from '../../jobs/testing/writeRelease.ts';

let server: TestServer;

beforeAll(async () => {
  server = await startEngineServer();
}, 60_000);
afterAll(async () => {
  await server[Symbol.asyncDispose]();
}, 60_000);

const startRun = (release: string) => startRunOn(server, { release });
const runToEnd = (release: string) => runToEndOn(server, { release });
const isBuilding = (run: Run) => run.steps[0]?.state === 'running';

async function getRelease(name: string): Promise<Release | undefined> {
  const answer = await server.request('/api/releases');
  return z
    .object({ releases: z.array(Release) })
    .parse(answer.json)
    .releases.find((one) => one.name === name);
}

async function readLog(run: number, step: string): Promise<string> {
  return (await server.request(`/api/runs/${run}/logs/${step}`)).text;
}

async function statusOf(run: number): Promise<RunStatus> {
  return RunStatus.parse(JSON.parse(await readFile(join(server.state, `runs/${run}/status.json`), 'utf8')));
}

test('builds a release and its instance, and knows when its profiles have changed since', async () => {
  const profile = await writeRelease(server.workspace, 'plain');
  const run = await runToEnd('plain');
  expect(run).toMatchObject({
    release: 'plain',
    state: 'completed',
    partition: expect.stringMatching(/^slappart\d$/) as unknown,
    steps: [
      { kind: 'software', state: 'completed', exitCode: 0 },
      { kind: 'instance', state: 'completed', exitCode: 0 },
    ],
  });
  expect(await readLog(run.id, 'software')).toMatch(/^\$ slapos node software .*--only-sr=/);
  const instances = await server.request('/api/instances');
  expect(z.object({ instances: z.array(SoftwareInstance) }).parse(instances.json).instances).toContainEqual(
    expect.objectContaining({ release: 'plain', connectionParameters: { greeting: 'Hello plain' } }),
  );

  const text = await readFile(profile, 'utf8');
  const becomes = (software: string, changes: string[]) =>
    vi.waitFor(
      async () =>
        expect(await getRelease('plain')).toMatchObject({
          software: { state: software },
          instances: [{ reference: 'plain', status: { state: software } }],
          changes: changes.map((path) => ({ path, kind: 'changed' })),
        }),
      { timeout: 10_000, interval: 50 },
    );
  await becomes('completed', []);
  await writeFile(profile, `${text}# edited\n`);
  await becomes('outdated', ['workspace/software/plain/software.cfg']);
  await writeFile(profile, text);
  await becomes('completed', []);
}, 90_000);

test('says what went wrong in the words of the engine, and does not run what comes after', async () => {
  await writeRelease(server.workspace, 'broken', { command: '${missing:option}' });
  const run = await runToEnd('broken');
  expect(run).toMatchObject({
    state: 'failed',
    steps: [
      {
        state: 'failed',
        exitCode: 1,
        reason: expect.stringContaining("'missing', was not defined") as unknown,
      },
      { state: 'cancelled' },
    ],
  });
  expect(await getRelease('broken')).toMatchObject({
    software: { state: 'failed' },
    instances: [{ status: { state: 'cancelled' } }],
  });
}, 90_000);

test('refuses a second run while one goes on, and stops one whose part ignores TERM', async () => {
  await writeRelease(server.workspace, 'stubborn', {
    command: `sh -c 'trap "" TERM; echo $$ > ${join(server.base, 'pid')}; while true; do sleep 1; done'`,
  });
  const { id } = await startRun('stubborn');
  await runUntil(server, id, isBuilding);
  const second = await server.request('/api/runs', { method: 'POST', body: { release: 'stubborn' } });
  expect(second).toMatchObject({ status: 409, code: 'run_in_progress' });
  const pid = await vi.waitFor(async () => {
    const text = await readFile(join(server.base, 'pid'), 'utf8');
    expect(text).toMatch(/^\d+\n$/);
    return Number(text);
  }, 30_000);
  expect((await readProcess(pid))?.state).toMatch(/[SR]/);
  const leader = await statusOf(id);

  const begun = performance.now();
  const stopped = await server.request(`/api/runs/${id}/stop`, { method: 'POST', body: {} });
  expect(performance.now() - begun).toBeLessThan(15_000);
  expect(stopped.json).toMatchObject({
    state: 'cancelled',
    steps: [{ state: 'cancelled' }, { state: 'cancelled' }],
  });
  expect((await readProcess(pid))?.state ?? 'Z').toBe('Z');
  expect(await isLeaderAlive(leader)).toBe(false);
  expect(await server.request(`/api/runs/${id}/stop`, { method: 'POST', body: {} })).toMatchObject({
    status: 409,
    code: 'run_finished',
  });
}, 90_000);

test('tells a promise that failed, and services that crash, from success', async () => {
  await writeRelease(server.workspace, 'promising', {
    instance: {
      fails:
        'recipe = slapos.cookbook:wrapper\ncommand-line = sh -c "echo never ready; exit 1"\nwrapper-path = ${directory:promise}/never-ready',
    },
  });
  expect(await runToEnd('promising')).toMatchObject({
    state: 'promiseFailed',
    steps: [
      { state: 'completed' },
      { state: 'promiseFailed', reason: expect.stringContaining('never-ready') as unknown },
    ],
  });
  await writeRelease(server.workspace, 'crashing', {
    instance: {
      crash:
        'recipe = slapos.cookbook:wrapper\ncommand-line = sh -c "exit 4"\nwrapper-path = ${directory:service}/crash',
    },
  });
  expect(await runToEnd('crashing')).toMatchObject({
    state: 'failed',
    steps: [{ state: 'completed' }, { state: 'failed', reason: expect.stringContaining('crash') as unknown }],
  });
}, 120_000);

test('marks a run interrupted when what carries it out is killed, and can run again', async () => {
  await writeRelease(server.workspace, 'killed', {
    command: 'test -e ${buildout:directory}/again || sleep 300',
  });
  const { id } = await startRun('killed');
  await vi.waitFor(async () => expect(await readLog(id, 'software')).toContain('Installing work'), {
    timeout: 30_000,
  });
  process.kill((await statusOf(id)).pid, 'SIGKILL');
  const run = await runUntil(server, id, ({ state }) => isSettled(state));
  expect(run).toMatchObject({
    state: 'interrupted',
    steps: [{ state: 'interrupted' }, { state: 'cancelled' }],
  });
  await writeRelease(server.workspace, 'killed', { command: 'true' });
  expect(await runToEnd('killed')).toMatchObject({ state: 'completed' });
}, 120_000);

test('says that another slapos holds the lock', async () => {
  const hold = join(server.base, 'hold');
  await writeRelease(server.workspace, 'locked', { command: `test ! -e ${hold} || sleep 300` });
  const [software] = (await runToEnd('locked')).steps;
  await writeFile(hold, '');
  const foreign = spawn('sh', ['-c', `exec ${software?.command ?? ''}`], {
    env: { ...process.env, PATH: `${server.state}/slapos/bin:${process.env.PATH ?? ''}` },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  try {
    let output = '';
    for (const stream of [foreign.stdout, foreign.stderr]) {
      stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
    }
    await vi.waitFor(() => expect(output).toContain('work'), { timeout: 30_000 });
    const run = await runToEnd('plain');
    expect(run).toMatchObject({
      state: 'failed',
      steps: [{ state: 'failed', exitCode: 10 }, { state: 'cancelled' }],
    });
    expect(run.steps[0]?.reason).toMatch(/slapos/);
  } finally {
    process.kill(-(foreign.pid ?? 0), 'SIGKILL');
  }
}, 120_000);

test('a run outlives a server that is killed, and the next server finds it again', async () => {
  const base = await realpath(await mkdtemp(join(tmpdir(), 'wr-')));
  const bundle = join(base, 'bundle');
  await build({
    configFile: false,
    logLevel: 'error',
    ssr: { noExternal: true },
    build: { ssr: 'server/main.ts', outDir: bundle, target: 'node20' },
  });
  const workspace = join(base, 'workspace');
  await writeRelease(workspace, 'slow', { command: 'for n in 1 2 3 4 5 6; do echo tick $n; sleep 1; done' });
  const folders = { workspace, state: join(base, 'state') };
  const child = spawn(
    process.execPath,
    [
      join(bundle, 'main.js'),
      ...['--workspace', workspace, '--state', folders.state, '--engine', engineBin],
      ...['--port', '0', '--no-open'],
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const { request } = await logInTo(await readyLine(child));
  const run = Run.parse(await (await request('/api/runs', { release: 'slow' })).json());
  const log = join(folders.state, `runs/${run.id}/software.log`);
  await vi.waitFor(async () => expect(await readFile(log, 'utf8')).toContain('tick 2'), { timeout: 60_000 });
  child.kill('SIGKILL');
  await once(child, 'exit');

  const next = await startTestServer({ ...folders, engineBin, stopServicesOnExit: true });
  try {
    expect(await getRun(next, run.id)).toMatchObject({
      state: 'running',
      steps: [{ state: 'running' }, { state: 'queued' }],
    });
    const second = await next.request('/api/runs', { method: 'POST', body: { release: 'slow' } });
    expect(second.code).toBe('run_in_progress');
    const ended = await runUntil(next, run.id, ({ state }) => isSettled(state));
    expect(ended).toMatchObject({ state: 'completed', steps: [{ exitCode: 0 }, { exitCode: 0 }] });
    expect(await readFile(log, 'utf8')).toContain('tick 6');
  } finally {
    await next[Symbol.asyncDispose]();
    await rm(base, { recursive: true, force: true });
  }
}, 150_000);

function readyLine(child: ChildProcess): Promise<URL> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.once('exit', () => reject(new Error(`the server ended: ${text}`)));
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const [, url] = /^Webrunner ready: (\S+)$/m.exec(text) ?? [];
      if (url !== undefined) resolve(new URL(url));
    });
  });
}

async function logInTo(url: URL) {
  const answer = await fetch(url, { redirect: 'manual' });
  const cookie = answer.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  return {
    request: (path: string, body: object) =>
      fetch(new URL(path, url), {
        method: 'POST',
        headers: { cookie, origin: url.origin, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
  };
}
