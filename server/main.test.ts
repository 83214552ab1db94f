import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  access,
  chmod,
  chown,
  copyFile,
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  realpath,
  rm,
  writeFile,
} from 'node:fs/promises';
import { createServer, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { WebSocket } from 'ws';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { writeStandIn } from './engine/testing/writeStandIn.ts';
import { livePath, protocolVersion } from '../shared/live.ts';

/** The bundle that users run, started as they do; as another account where the tests run as root. */
const project = dirname(dirname(fileURLToPath(import.meta.url)));
const nobody = 65_534;
const isRoot = process.getuid?.() === 0;

let dist: string;
let base: string;
let children: ChildProcess[];

beforeAll(async () => {
  dist = await realpath(await mkdtemp(join(tmpdir(), 'wr-dist-')));
  await chmod(dist, 0o755);
  await build({
    ...{ root: project, configFile: join(project, 'vite.config.ts'), logLevel: 'silent' },
    build: { ssr: true, outDir: join(dist, 'dist', 'server'), emptyOutDir: true },
  });
  await mkdir(join(dist, 'dist', 'client'));
  await writeFile(join(dist, 'dist', 'client', 'index.html'), '<title>Webrunner</title>');
  await mkdir(join(dist, 'profiles', 'stack'), { recursive: true });
  await copyFile(join(project, 'package.json'), join(dist, 'profiles', 'stack', 'seeded'));
});
afterAll(() => rm(dist, { recursive: true }));

beforeEach(async () => {
  base = await realpath(await mkdtemp(join(tmpdir(), 'wr-')));
  if (isRoot) await chown(base, nobody, nobody);
  children = [];
});
afterEach(async () => {
  for (const child of children) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    const closed = once(child, 'close');
    child.kill('SIGKILL');
    await closed;
  }
  await rm(base, { recursive: true });
});

interface Running {
  readonly child: ChildProcess;
  readonly port: number;
  readonly url: string;
  stderr(): string;
}

function launch(args: string[], prefix: string[] = [], program?: string) {
  const asUser = isRoot ? ['setpriv', `--reuid=${nobody}`, `--regid=${nobody}`, '--clear-groups'] : [];
  const main = join(dist, 'dist', 'server', program ?? 'main.mjs');
  const own = program === undefined ? ['--no-open', ...args] : args;
  const [command = '', ...rest] = [...asUser, ...prefix, process.execPath, main, ...own];
  const child = spawn(command, rest, { env: { ...process.env, HOME: base, WEBRUNNER_LOG_LEVEL: 'info' } });
  children.push(child);
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => (output.stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output.stderr += chunk.toString()));
  return { child, output };
}

async function start(args: string[] = ['--port', '0'], prefix: string[] = []): Promise<Running> {
  const { child, output } = launch(args, prefix);
  const ended = once(child, 'close');
  for (;;) {
    const [, url, port] =
      /^Webrunner ready: (http:\/\/127\.0\.0\.1:(\d+)\/auth\?token=[\w-]{43})\n$/.exec(output.stdout) ?? [];
    if (url !== undefined) return { child, url, port: Number(port), stderr: () => output.stderr };
    if (child.exitCode !== null) throw new Error(output.stderr);
    await Promise.race([ended, once(child.stdout, 'data')]);
  }
}

/** Runs a server that is to refuse, and gives what it said. */
async function refusal(args: string[]) {
  const { child, output } = launch(args);
  await once(child, 'close');
  return { code: child.exitCode, ...output };
}

async function logIn({ url, port }: Running) {
  const answer = await fetch(url, { redirect: 'manual' });
  const cookie = answer.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  return (
    path: string,
    { headers, ...init }: { method?: string; body?: string; headers?: Record<string, string> } = {},
  ) => fetch(`http://127.0.0.1:${port}${path}`, { ...init, headers: { Cookie: cookie, ...headers } });
}

const save = (text: string) => ({
  method: 'PUT',
  headers: { 'Content-Type': 'application/json', 'If-Match': '*' },
  body: JSON.stringify({ text }),
});
const file = () => join(base, 'slapos-workspace', 'file.txt');

describe('starting', () => {
  test('says where it listens in one line, and seeds the workspace of the account', async () => {
    const server = await start();
    const api = await logIn(server);
    expect((await api('/')).status).toBe(200);
    expect(await (await api('/api/session')).json()).toMatchObject({
      workspace: join(base, 'slapos-workspace'),
    });
    expect(await (await api('/api/folder?path=workspace/stack')).json()).toEqual({
      entries: [{ name: 'seeded', kind: 'file' }],
    });
  });

  test('finds another port where the default one is in use, and not where it was asked for', async () => {
    const blocker = createServer();
    await new Promise<void>((resolve, reject) => {
      blocker.on('error', reject).listen(8470, '127.0.0.1', resolve);
    }).catch(() => undefined);
    const server = await start([]);
    expect(server.port).toBeGreaterThan(8470);
    expect(server.stderr()).toContain(`port 8470 is in use: taking ${server.port}`);
    const other = ['--state', join(base, 'other'), '--workspace', join(base, 'other-workspace')];
    const refused = await refusal([...other, '--port', String(server.port)]);
    expect(refused).toEqual({
      code: 1,
      stdout: '',
      stderr: `Port ${server.port} is in use: choose another with --port.\n`,
    });
    blocker.close();
  });

  test('is refused with one line that says what to do', async () => {
    const server = await start();
    const second = await refusal(['--port', '0']);
    expect(second.stderr).toMatch(
      new RegExp(`^Another Webrunner \\(pid ${server.child.pid}\\) .*--state\\.\\n$`),
    );
    const shared = await refusal(['--state', join(base, 'other'), '--port', '0']);
    expect(shared.stderr).toMatch(
      new RegExp(`^Another Webrunner \\(pid ${server.child.pid}\\) .*--workspace\\.\\n$`),
    );
    const deep = await refusal(['--state', join(base, 'x'.repeat(90)), '--port', '0']);
    expect(deep.stderr).toMatch(/^The state directory .* too deep for the sockets of SlapOS.*--state\.\n$/);
    const inside = await refusal([
      '--state',
      join(base, 's'),
      '--workspace',
      join(base, 's', 'w'),
      '--port',
      '0',
    ]);
    expect(inside.stderr).toMatch(/^The workspace cannot lie in the state directory .*\n$/);
    const denied = await refusal(['--workspace', '/usr/nothing', '--state', join(base, 's2'), '--port', '0']);
    expect(denied.stderr).toMatch(
      /^This account \(uid \d+\) cannot write \/usr\/nothing: .*--workspace.*\n$/,
    );
    const host = await refusal([
      '--host',
      '203.0.113.7',
      '--state',
      join(base, 's3'),
      '--workspace',
      join(base, 'w3'),
      '--port',
      '0',
    ]);
    expect(host.stderr).toMatch(/--host 203\.0\.113\.7 is not an address of this machine\.\n$/);
    const usage = await refusal(['--prot', '1']);
    expect([usage.code, usage.stderr.split('\n').length]).toEqual([2, 2]);
    expect([second, deep, inside, denied].map(({ code, stdout }) => [code, stdout])).toEqual(
      Array.from({ length: 4 }, () => [1, '']),
    );
  });

  test.runIf(isRoot)('as root is refused', async () => {
    const child = spawn(process.execPath, [join(dist, 'dist', 'server', 'main.mjs')], {
      env: { HOME: base },
    });
    children.push(child);
    const [chunk] = (await once(child.stderr, 'data')) as [Buffer];
    expect(chunk.toString()).toMatch(/does not run as root/);
  });

  test('prints its options', async () => {
    const help = await refusal(['--help']);
    expect(help.code).toBe(0);
    expect(help.stdout).toContain('--stop-services-on-exit');
  });
});

describe('stopping', () => {
  test('lets requests finish, and ends within 10 s though a client holds on', async () => {
    const server = await start();
    const api = await logIn(server);
    await api('/api/file?path=workspace/file.txt', {
      ...save('old'),
      headers: { 'Content-Type': 'application/json', 'If-None-Match': '*' },
    });
    const idle = connect(server.port, '127.0.0.1');
    idle.on('error', () => undefined);
    idle.write('GET /healthz HTTP/1.1\r\n');
    const saving = api('/api/file?path=workspace/file.txt', save('x'.repeat(4_000_000)));
    await new Promise((resolve) => setTimeout(resolve, 15));
    const before = performance.now();
    server.child.kill('SIGTERM');
    expect((await saving).status).toBe(200);
    if (server.child.exitCode === null) await once(server.child, 'close');
    expect(performance.now() - before).toBeLessThan(10_000);
    expect(server.child.exitCode).toBe(0);
    expect((await readFile(file(), 'utf8')).length).toBe(4_000_000);
    idle.destroy();
  });
});

test('a server that is told to stop while it starts ends what it has begun, the engine too', async () => {
  const [engine, state] = [join(base, 'engine'), join(base, 's')];
  const standIn = await writeStandIn(engine, { rules: [{ method: 'open', holds: true }] });
  if (isRoot) spawnSync('chown', ['-R', `${nobody}:${nobody}`, engine]);
  const { child, output } = launch(['--port', '0', '--state', state, '--engine', engine]);
  const closed = once(child, 'close');
  await vi.waitFor(() => access(state), { timeout: 10_000, interval: 1 });
  child.kill('SIGTERM');
  await closed;
  expect({ code: child.exitCode, stdout: output.stdout }).toEqual({ code: 0, stdout: '' });
  expect((await standIn.requests()).map(({ method }) => method)).toEqual(['open']);
  const [pid = 0] = await standIn.hosts();
  expect(() => process.kill(pid, 0)).toThrow('ESRCH');
});

describe('the command line', () => {
  const webrunner = (...args: string[]) => launch(args, [], 'webrunner.mjs');
  const answer = async (...args: string[]) => {
    const { child, output } = webrunner(...args);
    await once(child, 'close');
    return { code: child.exitCode, ...output };
  };

  test('finds the server that runs, and notices one that was killed', async () => {
    expect((await answer('status')).code).toBe(3);
    const server = await start();
    expect(await answer('status')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining(
        `at http://127.0.0.1:${server.port} (pid ${server.child.pid})`,
      ) as unknown,
      stderr: '',
    });
    const closed = once(server.child, 'close');
    server.child.kill('SIGKILL');
    await closed;
    expect(await answer('status')).toMatchObject({
      code: 3,
      stderr: expect.stringContaining(`(pid ${server.child.pid}) was killed`) as unknown,
    });
  });

  test('Ctrl-C ends a command, and the run goes on', async () => {
    const engine = join(base, 'engine');
    const standIn = await writeStandIn(engine, { builds: [{ ms: 60_000 }] });
    await mkdir(join(base, 'slapos-workspace', 'software', 'one'), { recursive: true });
    await writeFile(
      join(base, 'slapos-workspace', 'software', 'one', 'software.cfg'),
      '[buildout]\nparts =\n',
    );
    spawnSync('chown', ['-R', String(isRoot ? nobody : process.getuid?.()), base]);
    const server = await start(['--port', '0', '--engine', engine]);
    await vi.waitFor(async () => expect((await answer('status')).stdout).toContain('Engine ready'), 20_000);
    const { child, output } = webrunner('rebuild', 'one');
    await vi.waitFor(() => expect(output.stderr).toContain('==> Software <=='), 10_000);
    const ended = once(child, 'close');
    child.kill('SIGINT');
    await ended;
    expect(child.exitCode).toBe(130);
    expect(output.stderr).toMatch(/\nRun 1 goes on\. To follow it: webrunner logs 1 --follow\n$/);
    expect((await answer('status')).stdout).toMatch(/\nRun 1, Rebuild one: Running\n$/);
    const { token } = JSON.parse(await readFile(join(base, '.webrunner', 'server.json'), 'utf8')) as {
      token: string;
    };
    expect(server.stderr()).not.toContain(token);
    expect(await readFile(join(base, '.webrunner', 'audit.log'), 'utf8')).not.toContain(token);
    await standIn.endRuns();
  });
});

test('--json says in JSON that the server is ready, without a token', async () => {
  const { child, output } = launch(['--port', '0', '--json']);
  await vi.waitFor(() => expect(output.stdout).toContain('\n'), 10_000);
  expect(JSON.parse(output.stdout)).toEqual({
    origin: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/) as unknown,
    pid: child.pid,
  });
});

describe('a save survives', () => {
  test(
    'the death of the server at any instant: the file is whole, and nothing is left over',
    { timeout: 120_000 },
    async () => {
      await mkdir(join(base, 'slapos-workspace'));
      const contents = Array.from({ length: 2 }, (_, index) => String(index).repeat(4_000_000));
      await writeFile(file(), contents[0] ?? '');
      if (isRoot) await chown(join(base, 'slapos-workspace'), nobody, nobody);
      if (isRoot) await chown(file(), nobody, nobody);
      let killedMidway = 0;
      for (let round = 0; round < 12; round++) {
        const server = await start();
        const api = await logIn(server);
        const left = (await readdir(join(base, 'slapos-workspace'))).filter((name) => name.includes('.tmp'));
        expect(left).toEqual([]);
        const saving = api('/api/file?path=workspace/file.txt', save(contents[round % 2] ?? '')).catch(
          () => undefined,
        );
        await new Promise((resolve) => setTimeout(resolve, 8 * round));
        server.child.kill('SIGKILL');
        await once(server.child, 'close');
        if ((await saving) === undefined) killedMidway++;
        expect(contents).toContain(await readFile(file(), 'utf8'));
      }
      expect(killedMidway).toBeGreaterThan(3);
    },
  );

  test('a limit of the file size: the old content stays, and the answer says why', async () => {
    const server = await start(['--port', '0'], ['prlimit', '--fsize=1000000']);
    const api = await logIn(server);
    const create = { ...save('old'), headers: { 'Content-Type': 'application/json', 'If-None-Match': '*' } };
    expect((await api('/api/file?path=workspace/file.txt', create)).status).toBe(200);
    const answer = await api('/api/file?path=workspace/file.txt', save('x'.repeat(2_000_000)));
    expect(answer.status).toBe(507);
    expect(await answer.json()).toMatchObject({ error: { code: 'disk_full' } });
    expect(await readFile(file(), 'utf8')).toBe('old');
    expect((await readdir(join(base, 'slapos-workspace'))).sort()).toEqual(['file.txt', 'stack']);
    expect((await api('/api/file?path=workspace/file.txt', save('new'))).status).toBe(200);
  });

  test('read-only files and folders: they stay as they are', async () => {
    const server = await start();
    const api = await logIn(server);
    await writeFile(file(), 'old', { mode: 0o444 });
    await chmod(file(), 0o444);
    await chmod(join(base, 'slapos-workspace'), 0o555);
    const taken = await api('/api/file?path=workspace/file.txt', save('new'));
    expect(await taken.json()).toMatchObject({ error: { code: 'read_only' } });
    const create = { ...save('x'), headers: { 'Content-Type': 'application/json', 'If-None-Match': '*' } };
    expect((await api('/api/file?path=workspace/new.txt', create)).status).toBe(409);
    const remove = await api('/api/entry?path=workspace/file.txt', { method: 'DELETE' });
    expect(remove.status).toBe(409);
    expect(await readFile(file(), 'utf8')).toBe('old');
    await chmod(join(base, 'slapos-workspace'), 0o755);
  });
});

test('the sum of a big file comes from the thread beside the bundle', async () => {
  const server = await start();
  const api = await logIn(server);
  await writeFile(file(), Buffer.alloc(5_000_000));
  expect(await (await api('/api/file/md5?path=workspace/file.txt')).json()).toEqual({
    md5: '8649ae5a732bc808f228677b27a1e9b6',
    listedIn: [],
  });
});

/** A user namespace of its own, in which hardly any folder can be watched. */
const fewWatches = [
  ...['unshare', '-Ur', 'sh', '-c'],
  'echo 4 > /proc/sys/user/max_inotify_watches && exec unshare -U --map-user=1000 --map-group=1000 "$@"',
  'sh',
];
const [command = '', ...rest] = fewWatches;
const hasNamespaces = spawnSync(command, [...rest, 'true']).status === 0;

test.runIf(hasNamespaces)('without watches left, the folders that are open are polled', async () => {
  await mkdir(join(base, 'slapos-workspace', 'a', 'b', 'c', 'd', 'e'), { recursive: true });
  spawnSync('chown', ['-R', String(process.getuid?.() === 0 ? nobody : process.getuid?.()), base]);
  const server = await start(['--port', '0'], fewWatches);
  expect(server.stderr()).toMatch(/no more folders can be watched .*open folders are polled instead/);
  const answer = await fetch(server.url, { redirect: 'manual' });
  const Cookie = answer.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const origin = `http://127.0.0.1:${server.port}`;
  const socket = new WebSocket(`ws://127.0.0.1:${server.port}${livePath}`, {
    headers: { Cookie, Origin: origin },
  });
  const messages: string[] = [];
  socket.on('message', (data: Buffer) => messages.push(data.toString()));
  await once(socket, 'open');
  socket.send(JSON.stringify({ type: 'hello', protocol: protocolVersion }));
  const folders = ['a', 'a/b', 'a/b/c', 'a/b/c/d', 'a/b/c/d/e'];
  for (const folder of folders) {
    await fetch(`${origin}/api/folder?path=workspace/${folder}`, { headers: { Cookie } });
  }
  await new Promise((resolve) => setTimeout(resolve, 2500));
  for (const folder of folders) await writeFile(join(base, 'slapos-workspace', folder, 'new'), '');
  await vi.waitFor(
    () => {
      for (const folder of folders) expect(messages.join('')).toContain(`"workspace/${folder}/new"`);
    },
    { timeout: 10_000 },
  );
  socket.terminate();
});
