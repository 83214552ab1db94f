import { appendFile, mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { StandIn } from '../../server/engine/testing/writeStandIn.ts';
import { writeStandIn } from '../../server/engine/testing/writeStandIn.ts';
import { writeRelease } from '../../server/jobs/testing/writeRelease.ts';
import { writeRun, writeStatus } from '../../server/jobs/testing/writeRun.ts';
import { startTestServer } from '../../server/testServer.ts';
import type { TestServer } from '../../server/testServer.ts';
import { runCommand, startCommand } from '../testing/runCommand.ts';

let standIn: StandIn;
let server: TestServer;

beforeEach(async () => {
  standIn = await writeStandIn(await realpath(await mkdtemp(join(tmpdir(), 'standin-'))));
  server = await startTestServer({ engineBin: standIn.folder });
  await writeRelease(server.workspace, 'one');
  await vi.waitFor(async () => {
    expect((await server.request('/api/session')).text).toContain('"ready"');
    expect((await server.request('/api/releases')).text).toContain('software/one');
  }, 10_000);
});
afterEach(async () => {
  await server[Symbol.asyncDispose]();
  await standIn.endRuns();
  await rm(standIn.folder, { recursive: true });
});

const webrunner = (...argv: string[]) => runCommand(server.state, argv);
const parse = (text: string) => JSON.parse(text) as unknown;
const log = (run: number, step: string) =>
  readFile(join(server.state, 'runs', String(run), `${step}.log`), 'utf8');
const coloured = {
  step: 'software' as const,
  parts: [{ name: 'nginx', lines: ['\x1b[1mbold'] }],
};

test('supply adds a release by its URL, which rebuild takes as its name', async () => {
  const host = createServer((_, response) => response.end('[buildout]\n'));
  host.listen(0, '127.0.0.1');
  await once(host, 'listening');
  const url = `http://127.0.0.1:${(host.address() as AddressInfo).port}/software/hello/software.cfg`;
  try {
    const added = await webrunner('supply', url);
    expect(added).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Added hello @ 127/) as unknown });
    expect(parse((await webrunner('supply', url, '--json')).stdout)).toMatchObject({ release: { url } });
    expect(await webrunner('rebuild', url, '--wait')).toMatchObject({ code: 0 });
    const refused = await webrunner('supply', 'helloworld');
    expect(refused.code).not.toBe(0);
    expect(refused.stderr).toContain('type the whole URL');
  } finally {
    host.close();
    host.closeAllConnections();
  }
});

describe('rebuild', () => {
  test('prints the log as it comes, and how the run ended', async () => {
    await standIn.setScript({ builds: [{ step: 'software', ms: 1500, parts: [{ name: 'nginx' }] }] });
    const command = startCommand(server.state, ['rebuild', 'one']);
    await vi.waitFor(() => expect(command.stdout()).toContain('nginx'), 10_000);
    expect(command.stdout()).not.toContain('Completed');
    expect(await command.ended).toBe(0);
    const both = `${await log(1, 'software')}${await log(1, 'instance')}`;
    expect(command.stdout().startsWith(both)).toBe(true);
    expect(command.stdout().slice(both.length)).toMatch(
      /^\n?Software: Completed after .*\nInstance: Completed after .*\nRun 1, Rebuild one: Completed\n$/,
    );
    expect(command.stderr()).toMatch(/^Run 1, Rebuild one: \w+\n==> Software <==\n==> Instance <==\n$/);
  });

  test('ends with the result of the run', async () => {
    await standIn.setScript({ builds: [{ step: 'instance', promises: [{ name: 'web.py', failed: true }] }] });
    expect(await webrunner('rebuild', 'one', '--wait')).toMatchObject({ code: 5 });
    await standIn.setScript({ builds: [{ step: 'software', fails: 'Error: no nginx' }] });
    const failed = await webrunner('rebuild', 'one', '--wait');
    expect(failed.code).toBe(1);
    expect(failed.stdout).toMatch(
      /^Software: Failed after .*\n(?: {2}.*\n)*Instance: Cancelled\..*\nRun 2,.*: Failed\n$/,
    );
  });

  test('asks for what the options say', async () => {
    await webrunner('rebuild', 'one', '--software', '--no-force', '--verbose', '--wait');
    expect(await standIn.requests('run.start')).toMatchObject([
      { params: { steps: ['software'], force: false, verbose: true } },
    ]);
  });

  test('--json waits, and answers the run; with --follow behind the lines of the log', async () => {
    await standIn.setScript({ builds: [coloured] });
    const waited = await webrunner('rebuild', 'one', '--json');
    expect(waited).toMatchObject({ code: 0, stderr: '' });
    expect(parse(waited.stdout)).toMatchObject({ run: { id: 1, state: 'completed' } });
    const followed = await webrunner('rebuild', 'one', '--json', '--follow');
    const lines = followed.stdout.trim().split('\n').map(parse);
    const logLines = async (step: string) =>
      (await log(2, step))
        .trimEnd()
        .split('\n')
        .map((text) => ({ step, text }));
    expect(lines.slice(0, -1)).toEqual([...(await logLines('software')), ...(await logLines('instance'))]);
    expect(lines.at(-1)).toMatchObject({ run: { id: 2, state: 'completed' } });
  });

  test('--no-wait goes at once, Ctrl-C later; the run goes on, and a second one is refused', async () => {
    await standIn.setScript({ builds: [{ ms: 60_000 }] });
    const begun = await webrunner('rebuild', 'one', '--no-wait');
    expect(begun).toMatchObject({ code: 0, stderr: '' });
    expect(begun.stdout).toMatch(/^Run 1, .*webrunner logs 1 --follow\n$/);
    const second = await webrunner('rebuild', 'one', '--json');
    expect([second.code, parse(second.stdout)]).toMatchObject([4, { error: { code: 'run_in_progress' } }]);

    const follower = startCommand(server.state, ['logs', '--follow']);
    await vi.waitFor(() => expect(follower.stdout()).not.toBe(''), 10_000);
    follower.stop(2);
    expect(await follower.ended).toBe(130);
    expect(follower.stderr()).toContain('Run 1 goes on. To follow it: webrunner logs 1 --follow\n');
    const status = await webrunner('status', '--json');
    expect(parse(status.stdout)).toMatchObject({ activeRun: { id: 1, state: 'running' } });
  });

  test.each([
    [['rebuild', 'none'], 4, /^webrunner: .+\n$/],
    [['rebuild', 'one', '--wait', '--no-wait'], 2, /--wait and --no-wait exclude each other/],
    [['logs'], 4, /There is no run yet\./],
    [['logs', '7'], 4, /There is no run 7\./],
    [['logs', 'x'], 2, /x: a run is named by its number/],
  ])('%j is refused with %d', async (argv, code, message) => {
    const refused = await webrunner(...argv);
    expect(refused).toMatchObject({ code, stdout: '' });
    expect(refused.stderr).toMatch(message);
  });
});

describe('logs', () => {
  test('prints what there is, all or of a step', async () => {
    await standIn.setScript({ builds: [coloured] });
    await webrunner('rebuild', 'one', '--wait');
    const [software, deployed] = [await log(1, 'software'), await log(1, 'instance')];
    expect(software).toContain('\x1b[1mbold');
    expect(await webrunner('logs')).toMatchObject({ code: 0, stdout: `${software}${deployed}` });
    const only = await webrunner('logs', '1', '--step', 'instance');
    expect(only).toEqual({ code: 0, stdout: deployed, stderr: '' });
    expect(await webrunner('logs', '1', '--step', 'both')).toMatchObject({ code: 2 });
    expect((await runCommand(server.state, ['logs'], true)).stdout).toContain('␛[1mbold');
  });

  test('are followed beyond a restart of the server: no byte is lost, and none comes twice', async () => {
    const run = join(server.state, 'runs', '1');
    await mkdir(run, { recursive: true });
    await writeRun(run, { software: 'running', instance: 'queued' }, process.pid);
    const file = join(run, 'software.log');
    // More than is asked for at once.
    const first = 'x'.repeat(99).concat('\n').repeat(25_000);
    await writeFile(file, first);
    await server.restart();
    const follower = startCommand(server.state, ['logs', '1', '--follow']);
    await vi.waitFor(() => expect(follower.stdout().length).toBe(first.length), 10_000);
    await server.app.dispose();
    await vi.waitFor(() => expect(follower.stderr()).toContain('waiting for a server'), 10_000);
    await appendFile(file, 'last\n');
    await server.restart();
    await writeStatus(run, { software: 'failed', instance: 'cancelled' }, process.pid);
    expect(await follower.ended).toBe(1);
    expect(follower.stdout().startsWith(`${first}last\nSoftware: Failed`)).toBe(true);
  });
});

describe('status', () => {
  test('shows the server, its releases and its instances, in words and in JSON', async () => {
    const secret = 'a-password';
    await standIn.setInstances([
      {
        ...{ partition: 'slappart0', reference: 'one', url: '/one.cfg', softwareType: 'default' },
        ...{ requestedState: 'started', instanceParameters: { secret }, connectionParameters: { secret } },
        processes: [{ name: 'web', kind: 'service', state: 'FATAL', trouble: 'web could not be started' }],
        promises: [{ name: 'up.py', title: 'up', failed: false, message: 'ok' }],
        supervisor: 'running',
      },
    ]);
    await vi.waitFor(async () => {
      expect((await webrunner('status')).stdout).toContain('slappart0');
    }, 10_000);
    const shown = await webrunner('status');
    expect(shown).toMatchObject({ code: 0, stderr: '' });
    expect(shown.stdout).toContain(`at ${server.app.origin} (pid ${process.pid})\nEngine ready\n`);
    expect(shown.stdout).toMatch(/^one {6}Idle {6}Idle$/m);
    expect(shown.stdout).toMatch(/^slappart0 .* started +1 of 1 in trouble +1$/m);
    expect(shown.stdout).toMatch(/No run goes on\.\n$/);
    const { stdout } = await webrunner('status', '--json');
    expect(parse(stdout)).toMatchObject({
      server: { origin: server.app.origin, pid: process.pid },
      ...{ workspace: server.workspace, engine: { state: 'ready' } },
      releases: [{ name: 'one', software: { state: 'idle' } }],
      instances: [{ computer: 'local', partition: 'slappart0' }],
    });
    expect((await server.request('/api/instances')).text).toContain(secret);
    for (const text of [shown.stdout, stdout]) expect(text).not.toContain(secret);
  });

  test('shows shared instances, what is waited for, and what is published otherwise than a release says', async () => {
    const [secret, since] = ['a-password', '2026-01-01T00:00:00.000Z'];
    const folder = join(server.workspace, 'software/one');
    await writeFile(
      join(folder, 'software.cfg.json'),
      JSON.stringify({ 'software-type': { default: { response: 'out.json' } } }),
    );
    await writeFile(join(folder, 'out.json'), JSON.stringify({ required: ['url'] }));
    const parameters = { instanceParameters: { secret }, connectionParameters: { secret } };
    await standIn.setInstances([
      {
        ...{ partition: 'slappart0', reference: 'one', url: join(folder, 'software.cfg'), processed: since },
        ...{ softwareType: 'default', requestedState: 'started', ...parameters, processes: [], promises: [] },
        sharedInstances: [{ reference: 'docs', sharedReference: '_docs', ...parameters }],
        pendingRequests: [
          {
            ...{ reference: 'front', url: 'http://h/software.cfg', softwareType: 'default', shared: true },
            ...{ parameters: { secret }, state: 'waiting', since, reason: 'No host.' },
          },
        ],
      },
    ]);
    await vi.waitFor(async () => {
      expect((await webrunner('status')).stdout).toContain('docs');
    }, 10_000);
    const shown = await webrunner('status');
    expect(shown.stdout).toMatch(/^slappart0 +└ docs +shared instance$/m);
    expect(shown.stdout).toContain(
      'one (slappart0) published otherwise than its release says: url: It is not published.\n',
    );
    expect(shown.stdout).toContain(
      `one (slappart0) waits for front of http://h/software.cfg since ${since}. No host.\n`,
    );
    const { stdout } = await webrunner('status', '--json');
    expect(parse(stdout)).toMatchObject({
      instances: [
        {
          connectionProblems: [{ pointer: '/url' }],
          sharedInstances: [{ reference: 'docs' }],
          pendingRequests: [{ reference: 'front', state: 'waiting' }],
        },
      ],
    });
    for (const text of [shown.stdout, stdout]) expect(text).not.toContain(secret);
  });

  test('says that no server is there', async () => {
    await server.app.dispose();
    expect(await webrunner('status')).toMatchObject({ code: 3, stdout: '' });
    const told = await webrunner('status', '--json');
    expect([told.code, parse(told.stdout)]).toMatchObject([3, { error: { code: 'not_reached' } }]);
  });
});
