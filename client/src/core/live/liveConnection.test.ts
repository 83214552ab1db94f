import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { WebSocket as NodeSocket, WebSocketServer, type WebSocket as ServerSocket } from 'ws';
import { protocolVersion, type ServerMessage } from '../../../../shared/live.ts';
import { LiveConnection } from './liveConnection.ts';

const undo: (() => void)[] = [];
// The WebSocket of jsdom fails on the events of this Node.js; that of ws has the same interface.
beforeEach(() => vi.stubGlobal('WebSocket', NodeSocket));
afterEach(() => {
  for (const each of undo.splice(0)) each();
  vi.unstubAllGlobals();
});

/** A real WebSocket server that notes what pages say, and answers `hello` with `welcome`. */
async function startServer(port = 0, bootId = 'boot-1', protocol = protocolVersion) {
  const server = new WebSocketServer({ port, host: '127.0.0.1' });
  const hellos: unknown[] = [];
  const pings: unknown[] = [];
  const sockets: ServerSocket[] = [];
  server.on('connection', (socket) => {
    sockets.push(socket);
    socket.on('message', (data: Buffer) => {
      const message: unknown = JSON.parse(data.toString());
      if (data.includes('ping')) {
        pings.push(message);
        return;
      }
      hellos.push(message);
      say(socket, { type: 'welcome', protocol, bootId, seq: 5, reset: false });
    });
  });
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('No port');
  const close = () => {
    for (const socket of sockets) socket.terminate();
    server.close();
  };
  undo.push(close);
  return { port: address.port, hellos, pings, sockets, close };
}

function say(socket: ServerSocket | undefined, message: ServerMessage): void {
  socket?.send(JSON.stringify(message));
}

function connect(port: number, signedOut = false) {
  const told: string[] = [];
  const connection = new LiveConnection(
    {
      onEvent: (event) => told.push(event.topic),
      onReset: () => told.push('reset'),
      onLive: () => told.push('live'),
      onOffline: () => told.push('offline'),
      onSilence: () => told.push('silence'),
      onSignedOut: () => told.push('signedOut'),
      onIncompatible: () => told.push('incompatible'),
      isSignedOut: () => Promise.resolve(signedOut),
    },
    `ws://127.0.0.1:${port}`,
  );
  undo.push(() => connection.dispose());
  return { connection, told };
}

test('after a drop it comes back and names the last event it has seen', async () => {
  const server = await startServer();
  const { told } = connect(server.port);
  await vi.waitFor(() => expect(told).toEqual(['reset', 'live']));
  say(server.sockets[0], { type: 'event', seq: 6, event: { topic: 'releases' } });
  await vi.waitFor(() => expect(told).toContain('releases'));
  server.sockets[0]?.terminate();
  await vi.waitFor(() => expect(server.hellos).toHaveLength(2));
  expect(server.hellos[1]).toEqual({ type: 'hello', protocol: protocolVersion, bootId: 'boot-1', seq: 6 });
  await vi.waitFor(() => expect(told).toEqual(['reset', 'live', 'releases', 'offline', 'live']));
});

test('a server that was restarted has everything fetched anew', async () => {
  const first = await startServer();
  const { told } = connect(first.port);
  await vi.waitFor(() => expect(told).toEqual(['reset', 'live']));
  first.close();
  await vi.waitFor(() => expect(told).toContain('offline'));
  await startServer(first.port, 'boot-2');
  await vi.waitFor(() => expect(told.filter((each) => each === 'reset')).toHaveLength(2), 5000);
});

test('another version of the protocol ends it', async () => {
  const server = await startServer(0, 'boot-1', protocolVersion + 1);
  const { told } = connect(server.port);
  await vi.waitFor(() => expect(told).toEqual(['incompatible']));
  server.sockets[0]?.terminate();
  await new Promise((resolve) => setTimeout(resolve, 400));
  expect(server.hellos).toHaveLength(1);
});

test('the end of the session ends it', async () => {
  const server = await startServer();
  const { told } = connect(server.port);
  await vi.waitFor(() => expect(told).toContain('live'));
  server.sockets[0]?.close(4401);
  await vi.waitFor(() => expect(told.at(-1)).toBe('signedOut'));
});

test('a refused connection asks whether the session has ended', async () => {
  const server = await startServer();
  server.close();
  const { told } = connect(server.port, true);
  await vi.waitFor(() => expect(told.at(-1)).toBe('signedOut'));
});

test('a second welcome on the same connection fetches anew without a word of a lost connection', async () => {
  const server = await startServer();
  const { told } = connect(server.port);
  await vi.waitFor(() => expect(told).toEqual(['reset', 'live']));
  say(server.sockets[0], {
    type: 'welcome',
    protocol: protocolVersion,
    bootId: 'boot-1',
    seq: 90,
    reset: true,
  });
  await vi.waitFor(() => expect(told).toEqual(['reset', 'live', 'reset']));
});

test('a server that falls silent is noticed, asked first, and left; then it is tried again', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'] });
  undo.push(() => vi.useRealTimers());
  const server = await startServer();
  const { told } = connect(server.port);
  await vi.waitFor(() => expect(told).toEqual(['reset', 'live']));
  vi.advanceTimersByTime(3000);
  await vi.waitFor(() => expect(server.pings).toEqual([{ type: 'ping' }]));
  vi.advanceTimersByTime(7000);
  expect(told).toEqual(['reset', 'live', 'silence', 'offline']);
  await vi.waitFor(() => expect(told).toEqual(['reset', 'live', 'silence', 'offline', 'live']));
  expect(server.hellos[1]).toMatchObject({ bootId: 'boot-1', seq: 5 });
});

test('a server that answers is not left, however little it has to say', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'] });
  undo.push(() => vi.useRealTimers());
  const server = await startServer();
  const { told } = connect(server.port);
  await vi.waitFor(() => expect(told).toEqual(['reset', 'live']));
  for (let round = 1; round <= 5; round++) {
    vi.advanceTimersByTime(3000);
    await vi.waitFor(() => expect(server.pings).toHaveLength(round));
    say(server.sockets[0], { type: 'pong' });
    say(server.sockets[0], { type: 'event', seq: 5 + round, event: { topic: 'releases' } });
    await vi.waitFor(() => expect(told.filter((each) => each === 'releases')).toHaveLength(round));
  }
  expect(told).not.toContain('offline');
});

test.each(['online', 'offline', 'pageshow'])('on "%s" the connection is tried at once', async (change) => {
  const server = await startServer();
  const { told } = connect(server.port);
  await vi.waitFor(() => expect(told).toEqual(['reset', 'live']));
  dispatchEvent(new Event(change));
  await vi.waitFor(() => expect(server.pings).toHaveLength(1));
});
