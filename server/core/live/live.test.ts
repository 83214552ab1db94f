import { once } from 'node:events';
import { appendFile, mkdir, mkdtemp, open, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { readLogFrame } from '../../../shared/core/logFrame.ts';
import { closeCode, livePath, protocolVersion, ServerMessage } from '../../../shared/live.ts';
import { AppError } from '../../../shared/core/errors.ts';
import { Emitter } from '../kit/emitter.ts';
import type { UpgradeVerdict } from '../http/upgradeCheck.ts';
import type { Disposable } from '../kit/lifecycle.ts';
import { DisposableStore, toDisposable } from '../kit/lifecycle.ts';
import { createFolderWatch } from '../watch/folderWatch.ts';
import { writeRun } from '../../jobs/testing/writeRun.ts';
import type { RunStore } from '../../jobs/runStore.ts';
import { openRunStore } from '../../jobs/runStore.ts';
import { followProcessOutput } from '../../features/instances/processOutput.ts';
import type { ProcessOutputs } from '../../features/instances/processOutput.ts';
import { followStepLog } from '../../jobs/stepLog.ts';
import { openFile } from '../files/openFile.ts';
import { maxStreams } from './connectionLogs.ts';
import type { EventLog } from './eventLog.ts';
import { createEventLog } from './eventLog.ts';
import { Connection } from './connection.ts';
import type { FindLog } from './followedLog.ts';
import { attachSockets } from '../sockets/upgrade.ts';

let folder: string;
let owned: DisposableStore;
let runStore: RunStore;
let eventLog: EventLog;
let port: number;
let live: Disposable;
let verdict: UpgradeVerdict;
const sessionEnd = new Emitter<string>();
const clientCounts: number[] = [];
/** One process, `web` of slappart0, whose output is the file `.web.log`. */
const outputs: ProcessOutputs = {
  locate: ({ computer, partition, process }) =>
    computer === 'local' && partition === 'slappart0' && process === 'web'
      ? Promise.resolve(join(folder, '.web.log'))
      : Promise.reject(new AppError('not_found', `There is no process "${process}".`)),
  open: openFile,
};

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'live-'));
  owned = new DisposableStore();
  verdict = { session: 'mine' };
  clientCounts.length = 0;
  await mkdir(join(folder, 'runs'));
});
afterEach(async () => {
  await owned.dispose();
  await rm(folder, { recursive: true });
});

async function start(heartbeatMs = 30_000): Promise<void> {
  runStore = owned.add(await openRunStore(join(folder, 'runs')));
  eventLog = owned.add(createEventLog({ maxEvents: 50, maxBytes: 8 * 1024 * 1024, gatherMs: 5 }));
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  port = (server.address() as AddressInfo).port;
  owned.add(toDisposable(() => void server.close()));
  const watch = owned.add(createFolderWatch());
  const findLog: FindLog = async (log) =>
    'run' in log ? followStepLog(runStore, log) : followProcessOutput(log, { outputs, watch });
  live = owned.add(
    attachSockets(server, {
      authorize: () => verdict,
      onSessionEnd: (listener) => sessionEnd.on(listener),
      sockets: { [livePath]: (socket) => new Connection(socket, { eventLog, findLog }) },
      onClients: (count) => clientCounts.push(count),
      heartbeatMs,
    }),
  );
}

class Client {
  readonly socket: WebSocket;
  readonly messages: ServerMessage[] = [];
  readonly chunks: { stream: number; offset: number; bytes: Buffer }[] = [];
  closed: number | undefined;

  constructor(options: { path?: string; autoPong?: boolean } = {}) {
    this.socket = new WebSocket(`ws://127.0.0.1:${port}${options.path ?? livePath}`, {
      autoPong: options.autoPong ?? true,
    });
    this.socket.binaryType = 'arraybuffer';
    this.socket.on('message', (data: ArrayBuffer | string, isBinary) => {
      if (isBinary && data instanceof ArrayBuffer) {
        const { bytes, ...frame } = readLogFrame(data);
        this.chunks.push({ ...frame, bytes: Buffer.from(bytes) });
      } else {
        this.messages.push(ServerMessage.parse(JSON.parse(Buffer.from(data as ArrayBuffer).toString())));
      }
    });
    this.socket.on('close', (code) => (this.closed = code));
    this.socket.on('error', () => undefined);
    owned.add(toDisposable(() => this.socket.terminate()));
  }

  say(message: unknown): void {
    this.socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  async hello(resume: { bootId?: string; seq?: number } = {}): Promise<this> {
    if (this.socket.readyState !== WebSocket.OPEN) await once(this.socket, 'open');
    this.say({ type: 'hello', protocol: protocolVersion, ...resume });
    await this.has('welcome');
    return this;
  }

  async has<Type extends ServerMessage['type']>(
    type: Type,
    count = 1,
  ): Promise<Extract<ServerMessage, { type: Type }>> {
    return await vi.waitFor(
      () => {
        const found = this.messages.filter((message) => message.type === type);
        if (found.length < count)
          throw new Error(`no ${type} yet: ${JSON.stringify(this.messages).slice(0, 500)}`);
        return found[count - 1] as Extract<ServerMessage, { type: Type }>;
      },
      { timeout: 5000, interval: 2 },
    );
  }

  log(stream = 1): string {
    const chunks = this.chunks.filter((chunk) => chunk.stream === stream);
    chunks.reduce((next, { offset, bytes }) => {
      expect(offset).toBe(next);
      return next + bytes.length;
    }, chunks[0]?.offset ?? 0);
    return Buffer.concat(chunks.map(({ bytes }) => bytes)).toString();
  }
}

test('answers a refused upgrade with the status of the checks, and any other path with 404', async () => {
  await start();
  verdict = { status: 401, code: 'unauthenticated', message: 'Log in.' };
  const refused = new Client();
  const [, response] = (await once(refused.socket, 'unexpected-response')) as [
    unknown,
    { statusCode: number },
  ];
  expect(response.statusCode).toBe(401);
  verdict = { session: 'mine' };
  const elsewhere = new Client({ path: '/other' });
  const [, missing] = (await once(elsewhere.socket, 'unexpected-response')) as [
    unknown,
    { statusCode: number },
  ];
  expect(missing.statusCode).toBe(404);
});

test('welcomes a client and sends it what happens from then on, numbered', async () => {
  await start();
  const client = await new Client().hello();
  expect(client.messages[0]).toEqual({
    type: 'welcome',
    protocol: protocolVersion,
    bootId: eventLog.bootId,
    seq: 0,
    reset: true,
  });
  eventLog.publish({ topic: 'engine', engine: { state: 'ready' } });
  eventLog.publish({ topic: 'releases' });
  await client.has('event', 2);
  expect(client.messages.slice(1)).toEqual([
    { type: 'event', seq: 1, event: { topic: 'engine', engine: { state: 'ready' } } },
    { type: 'event', seq: 2, event: { topic: 'releases' } },
  ]);
});

test('sends again what a client missed, and says so when it cannot', async () => {
  await start();
  const client = await new Client().hello();
  for (let n = 1; n <= 60; n++) {
    eventLog.publish({ topic: 'engine', engine: { state: 'failed', message: String(n) } });
    await client.has('event', n);
  }
  const resumed = await new Client().hello({ bootId: eventLog.bootId, seq: 57 });
  await resumed.has('event', 3);
  expect(resumed.messages.map((m) => (m.type === 'event' ? m.seq : m.type === 'welcome' && m.reset))).toEqual(
    [false, 58, 59, 60],
  );
  for (const position of [
    { bootId: eventLog.bootId, seq: 5 },
    { bootId: 'of an earlier server', seq: 59 },
    { bootId: eventLog.bootId, seq: 1000 },
  ]) {
    const lost = await new Client().hello(position);
    expect(lost.messages).toMatchObject([{ type: 'welcome', reset: true, seq: 60 }]);
  }
});

test('drops events for a client that does not read, and resets it when it reads again', async () => {
  await start();
  const slow = await new Client().hello();
  slow.socket.pause();
  const fast = await new Client().hello();
  const message = 'x'.repeat(256 * 1024);
  for (let n = 1; n <= 100; n++) {
    eventLog.publish({ topic: 'engine', engine: { state: 'failed', message: `${n}${message}` } });
    await fast.has('event', n);
  }
  const before = slow.messages.length;
  slow.socket.resume();
  await vi.waitFor(() => expect(slow.messages.at(-1)).toMatchObject({ seq: 100 }), 5000);
  const later = slow.messages.slice(before);
  expect(later.filter((m) => m.type === 'welcome')).toMatchObject([{ reset: true }]);
  expect(later.length).toBeLessThan(95);
  const seqs = later.flatMap((m) => (m.type === 'error' || !('seq' in m) ? [] : [m.seq]));
  expect(seqs).toEqual([...seqs].sort((a, b) => a - b));
}, 30_000);

test('closes on what is not JSON, and stays open on messages it does not know', async () => {
  await start();
  const client = await new Client().hello();
  client.say({ type: 'dance' });
  client.say({ type: 'log.open', stream: -1, log: { run: 1, step: 'software' }, offset: 0 });
  client.say({ type: 'hello', protocol: protocolVersion });
  client.say([]);
  await client.has('error', 4);
  expect(client.messages.slice(1)).toMatchObject([
    { code: 'unknown_type' },
    { code: 'bad_message' },
    { code: 'bad_message' },
    { code: 'unknown_type' },
  ]);
  client.say('{"type":');
  await vi.waitFor(() => expect(client.closed).toBe(closeCode.notJson));
  const binary = await new Client().hello();
  binary.socket.send(Buffer.from('{}'));
  await vi.waitFor(() => expect(binary.closed).toBe(closeCode.notJson));
  const long = await new Client().hello();
  long.say(' '.repeat(70_000));
  await vi.waitFor(() => expect(long.closed).toBe(1009));
});

test('turns a page of another version away', async () => {
  await start();
  const client = new Client();
  await once(client.socket, 'open');
  client.say({ type: 'hello', protocol: protocolVersion + 1 });
  expect(await client.has('error')).toMatchObject({ code: 'protocol_mismatch' });
  await vi.waitFor(() => expect(client.closed).toBe(1000));
});

test('wants a hello before anything else', async () => {
  await start();
  const client = new Client();
  await once(client.socket, 'open');
  client.say({ type: 'log.close', stream: 1 });
  expect(await client.has('error')).toMatchObject({ code: 'bad_message' });
  await client.hello();
});

test('closes the sockets of a session that ends, and no others', async () => {
  await start();
  verdict = { session: 'other' };
  const other = await new Client().hello();
  verdict = { session: 'mine' };
  const mine = await new Client().hello();
  sessionEnd.emit('mine');
  await vi.waitFor(() => expect(mine.closed).toBe(closeCode.sessionEnded));
  expect(other.closed).toBeUndefined();
  await vi.waitFor(() => expect(clientCounts).toEqual([1, 2, 1]));
});

test('gives up a client that shows no sign of life, and keeps one that does', async () => {
  await start(50);
  const dead = await new Client({ autoPong: false }).hello();
  const alive = await new Client().hello();
  await vi.waitFor(() => expect(dead.closed).toBe(1006));
  await pause(150);
  expect(alive.closed).toBeUndefined();
});

test('answers a ping of a client that has been welcomed', async () => {
  await start();
  const client = await new Client().hello();
  client.say({ type: 'ping' });
  await client.has('pong');
});

test('a server that did not run itself for a while drops nobody for that', async () => {
  await start(200);
  const client = await new Client().hello();
  const stall = () => {
    const end = performance.now() + 700;
    while (performance.now() < end);
  };
  // The answers to the pings wait unread meanwhile, as after a server that was stopped and goes on.
  for (let round = 0; round < 3; round++) {
    stall();
    await pause(1);
  }
  client.say({ type: 'ping' });
  await client.has('pong');
  expect(client.closed).toBeUndefined();
});

test('sends a log that has ended, from any byte, and says that it has', async () => {
  await writeRun(join(folder, 'runs/1'), { software: 'completed', instance: 'failed' });
  const text = Array.from({ length: 100_000 }, (_, n) => `line ${n}\n`).join('');
  await writeFile(join(folder, 'runs/1/software.log'), text);
  await start();
  const client = await new Client().hello();
  client.say({ type: 'log.open', stream: 1, log: { run: 1, step: 'software' }, offset: 0 });
  client.say({ type: 'log.open', stream: 2, log: { run: 1, step: 'software' }, offset: 1_000_000 });
  client.say({ type: 'log.open', stream: 3, log: { run: 1, step: 'instance' }, offset: -100 });
  await client.has('log.ended', 3);
  expect(client.log(1)).toBe(text);
  expect(client.log(2)).toBe(text.slice(1_000_000));
  expect(client.messages.filter((m) => 'stream' in m && m.stream === 3)).toEqual([
    { type: 'log.opened', stream: 3, start: 0, size: 0 },
    { type: 'log.ended', stream: 3, size: 0 },
  ]);
});

test('begins at the first line within the bytes asked for from the end', async () => {
  await writeRun(join(folder, 'runs/1'), { software: 'completed', instance: 'completed' });
  await writeFile(join(folder, 'runs/1/software.log'), 'first\nsecond\nthird\n');
  await writeFile(join(folder, 'runs/1/instance.log'), 'x'.repeat(3_000_000));
  await start();
  const client = await new Client().hello();
  const cases = [
    [-1, 'third\n'.length, ''],
    [-6, 0, 'third\n'],
    [-7, 0, 'third\n'],
    [-12, 0, 'third\n'],
    [-13, 0, 'second\nthird\n'],
    [-100, 0, 'first\nsecond\nthird\n'],
    [100, 0, ''],
  ] as const;
  for (const [index, [offset, , expected]] of cases.entries()) {
    client.say({ type: 'log.open', stream: index, log: { run: 1, step: 'software' }, offset });
    await client.has('log.ended', index + 1);
    expect(client.log(index)).toBe(expected);
  }
  client.say({ type: 'log.open', stream: 50, log: { run: 1, step: 'instance' }, offset: -2_000_000 });
  await client.has('log.ended', cases.length + 1);
  expect(client.log(50)).toHaveLength(2_000_000);
});

test('opens a log of 1 GB at its tail at once', async () => {
  await writeRun(join(folder, 'runs/1'), { software: 'completed', instance: 'completed' });
  const file = await open(join(folder, 'runs/1/software.log'), 'w');
  await file.truncate(1_000_000_000);
  await file.write('\nlast line\n', 1_000_000_000);
  await file.close();
  await start();
  const client = await new Client().hello();
  const begun = performance.now();
  client.say({ type: 'log.open', stream: 1, log: { run: 1, step: 'software' }, offset: -12 });
  await client.has('log.ended');
  expect(client.log()).toBe('last line\n');
  expect(performance.now() - begun).toBeLessThan(1000);
});

test('sends what is written to a log, even before the step has begun, until its step has ended', async () => {
  const directory = join(folder, 'runs/7');
  await writeRun(directory, { software: 'running', instance: 'queued' }, process.pid);
  await writeFile(join(directory, 'software.log'), '');
  await start();
  const client = await new Client().hello();
  client.say({ type: 'log.open', stream: 1, log: { run: 7, step: 'software' }, offset: 0 });
  client.say({ type: 'log.open', stream: 2, log: { run: 7, step: 'instance' }, offset: 0 });
  await client.has('log.opened', 2);
  let software = '';
  for (let n = 0; n < 50; n++) {
    const line = `$ line ${n} é\n`;
    software += line;
    await appendFile(join(directory, 'software.log'), line);
    await pause(3);
  }
  await vi.waitFor(() => expect(client.log(1)).toBe(software));
  await writeRun(directory, { software: 'completed', instance: 'running' }, process.pid);
  expect(await client.has('log.ended')).toMatchObject({ stream: 1, size: Buffer.byteLength(software) });
  await writeFile(join(directory, 'instance.log'), 'hello\n');
  await vi.waitFor(() => expect(client.log(2)).toBe('hello\n'));
  await appendFile(join(directory, 'instance.log'), 'last');
  await writeRun(directory, { software: 'completed', instance: 'completed' }, process.pid);
  await client.has('log.ended', 2);
  expect(client.log(2)).toBe('hello\nlast');
});

test('goes on at the next byte after lost connections: none is lost, none comes twice', async () => {
  const directory = join(folder, 'runs/1');
  await writeRun(directory, { software: 'running', instance: 'queued' }, process.pid);
  await writeFile(join(directory, 'software.log'), '');
  await start();
  let written = '';
  const write = async () => {
    for (let n = 0; n < 3000; n++) {
      const line = `${n} ${'.'.repeat(n % 997)}\n`;
      written += line;
      await appendFile(join(directory, 'software.log'), line);
    }
    await writeRun(directory, { software: 'completed', instance: 'completed' }, process.pid);
  };
  const received: Buffer[] = [];
  let next = 0;
  let connections = 0;
  const readUntil = async (enough: (client: Client) => Promise<unknown>) => {
    connections++;
    const client = await new Client().hello();
    client.say({ type: 'log.open', stream: 1, log: { run: 1, step: 'software' }, offset: next });
    await enough(client);
    client.socket.terminate();
    for (const { offset, bytes } of client.chunks) {
      expect(offset).toBe(next);
      next += bytes.length;
      received.push(bytes);
    }
  };
  const writing = write();
  const end = writing.then(() => 'written' as const);
  while ((await Promise.race([end, pause(1)])) !== 'written') {
    await readUntil(() => pause(Math.random() * 30));
  }
  await readUntil((client) => client.has('log.ended'));
  expect(connections).toBeGreaterThan(3);
  expect(Buffer.concat(received).toString()).toBe(written);
});

test('refuses logs that do not exist, streams that are open, and too many of them', async () => {
  await writeRun(join(folder, 'runs/1'), { software: 'running', instance: 'queued' }, process.pid);
  await start();
  const client = await new Client().hello();
  client.say({ type: 'log.open', stream: 9, log: { run: 12, step: 'software' }, offset: 0 });
  expect(await client.has('error')).toMatchObject({ code: 'not_found', stream: 9 });
  for (let stream = 0; stream <= maxStreams; stream++) {
    client.say({ type: 'log.open', stream, log: { run: 1, step: 'software' }, offset: 0 });
  }
  expect(await client.has('error', 2)).toMatchObject({ code: 'bad_message', stream: maxStreams });
  client.say({ type: 'log.open', stream: 1, log: { run: 1, step: 'software' }, offset: 0 });
  expect(await client.has('error', 3)).not.toHaveProperty('stream');
  client.say({ type: 'log.close', stream: 1 });
  client.say({ type: 'log.close', stream: 1 });
  client.say({ type: 'log.open', stream: 1, log: { run: 1, step: 'software' }, offset: 0 });
  await client.has('log.opened', maxStreams + 1);
});

test('keeps little waiting for a client that does not read its logs, while another gets all of its own', async () => {
  await writeRun(join(folder, 'runs/1'), { software: 'completed', instance: 'completed' });
  await writeFile(join(folder, 'runs/1/software.log'), Buffer.alloc(50_000_000, 'log line\n'));
  await start();
  const stalled = await new Client().hello();
  stalled.socket.pause();
  for (let stream = 0; stream < maxStreams; stream++) {
    stalled.say({ type: 'log.open', stream, log: { run: 1, step: 'software' }, offset: 0 });
  }
  const before = process.memoryUsage().arrayBuffers;
  const client = await new Client().hello();
  client.say({ type: 'log.open', stream: 1, log: { run: 1, step: 'software' }, offset: 0 });
  await client.has('log.ended');
  const received = client.chunks.reduce((sum, { bytes }) => sum + bytes.length, 0);
  expect(received).toBe(50_000_000);
  client.chunks.length = 0;
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(50_000_000 + 16_000_000);
  stalled.socket.terminate();
});

test('closes its sockets when it stops, also those whose clients do not answer', async () => {
  await start();
  const client = await new Client().hello();
  const mute = connect(port, '127.0.0.1');
  mute.write(
    `GET ${livePath} HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`,
  );
  await once(mute, 'data');
  const begun = performance.now();
  await live.dispose();
  expect(performance.now() - begun).toBeLessThan(3000);
  await vi.waitFor(() => expect(client.closed).toBe(1001));
});

const webLog = { computer: 'local', partition: 'slappart0', process: 'web' };

test('sends what a process writes, from before it was started until the client closes the stream', async () => {
  await start();
  const client = await new Client().hello();
  client.say({ type: 'log.open', stream: 1, log: webLog, offset: -1000 });
  expect(await client.has('log.opened')).toMatchObject({ start: 0, size: 0 });
  await writeFile(join(folder, '.web.log'), 'one\n');
  await vi.waitFor(() => expect(client.log()).toBe('one\n'), 5000);
  await appendFile(join(folder, '.web.log'), 'two\n');
  await vi.waitFor(() => expect(client.log()).toBe('one\ntwo\n'), 5000);
  client.say({ type: 'log.close', stream: 1 });
  client.say({ type: 'log.open', stream: 2, log: webLog, offset: 4 });
  await client.has('log.opened', 2);
  await appendFile(join(folder, '.web.log'), 'three\n');
  await vi.waitFor(() => expect(client.log(2)).toBe('two\nthree\n'), 5000);
  expect(client.log(1)).toBe('one\ntwo\n');
});

test('goes on with the new file when the output of a process is put aside, and loses nothing of the old one', async () => {
  await start();
  const path = join(folder, '.web.log');
  await writeFile(path, '');
  const client = await new Client().hello();
  client.say({ type: 'log.open', stream: 1, log: webLog, offset: 0 });
  await client.has('log.opened');
  let written = '';
  for (let file = 0; file < 20; file++) {
    for (let line = 0; line < 50; line++) {
      const text = `file ${file} line ${line} ${'.'.repeat(200)}\n`;
      await appendFile(path, text);
      written += text;
    }
    await vi.waitFor(
      () => expect(client.messages.filter((m) => m.type === 'log.opened').length).toBeGreaterThan(file),
      5000,
    );
    await rename(path, `${path}.1`);
    await writeFile(path, '');
    await client.has('log.opened', file + 2);
  }
  await vi.waitFor(() => {
    const received = Buffer.concat(client.chunks.map(({ bytes }) => bytes)).toString();
    expect(received).toBe(written);
  }, 5000);
  expect(client.messages.filter((m) => m.type === 'log.opened').every(({ start }) => start === 0)).toBe(true);
});

test('begins anew when the output of a process was emptied, and for a reader that knows a longer one', async () => {
  await start();
  const path = join(folder, '.web.log');
  await writeFile(path, 'a long line of before\n');
  const client = await new Client().hello();
  client.say({ type: 'log.open', stream: 1, log: webLog, offset: 0 });
  await vi.waitFor(() => expect(client.log()).toBe('a long line of before\n'));
  await truncate(path);
  expect(await client.has('log.opened', 2)).toMatchObject({ stream: 1, start: 0 });
  await appendFile(path, 'new\n');
  await vi.waitFor(() =>
    expect(client.chunks.at(-1)).toMatchObject({ offset: 0, bytes: Buffer.from('new\n') }),
  );
  client.say({ type: 'log.open', stream: 2, log: webLog, offset: 5000 });
  await vi.waitFor(() => expect(client.log(2)).toBe('new\n'));
});

test('refuses the output of a process that is not known, whatever its name', async () => {
  await start();
  const client = await new Client().hello();
  const names = ['other', '../../../etc/passwd', '/etc/passwd', '', '\0'];
  for (const [stream, process] of names.entries()) {
    client.say({
      type: 'log.open',
      stream,
      log: { computer: 'local', partition: 'slappart0', process },
      offset: 0,
    });
  }
  await client.has('error', names.length);
  for (const message of client.messages.slice(1)) expect(message).toMatchObject({ code: 'not_found' });
  client.say({ type: 'log.open', stream: 9, log: { ...webLog, run: 1 }, offset: 0 });
  expect(await client.has('error', names.length + 1)).toMatchObject({ code: 'bad_message' });
});
