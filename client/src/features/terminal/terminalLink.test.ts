import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { WebSocket as NodeSocket, WebSocketServer, type WebSocket as ServerSocket } from 'ws';
import { logFrameHeader, writeLogFrameHeader } from '../../../../shared/core/logFrame.ts';
import { maxTerminalInput, TerminalRequest, type TerminalMessage } from '../../../../shared/terminal.ts';
import { TerminalLink } from './terminalLink.ts';

let server: WebSocketServer;
let sockets: ServerSocket[];
let said: TerminalRequest[];
let heard: string[];
let link: TerminalLink;

beforeAll(() => {
  vi.stubGlobal('WebSocket', NodeSocket);
  // ws makes its buffers in the realm of Node.js, beside that of jsdom.
  vi.stubGlobal('ArrayBuffer', Buffer.alloc(1).buffer.constructor);
});
afterAll(() => vi.unstubAllGlobals());

beforeEach(async () => {
  sockets = [];
  said = [];
  heard = [];
  server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  server.on('connection', (socket) => {
    sockets.push(socket);
    socket.on('message', (data: Buffer) => {
      const message = TerminalRequest.parse(JSON.parse(data.toString()));
      said.push(message);
      if (message.type === 'hello') tell({ type: 'welcome', protocol: 1, bootId: 'boot', terminals: [] });
    });
  });
  await new Promise((resolve) => server.once('listening', resolve));
  link = connect();
});
afterEach(() => {
  link.dispose();
  for (const socket of sockets) socket.terminate();
  server.close();
});

function connect(): TerminalLink {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('No port');
  return new TerminalLink(
    {
      onWelcome: ({ bootId }) => heard.push(`welcome ${bootId}`),
      onMessage: ({ type }) => heard.push(type),
      onOutput: (terminal, offset, bytes) =>
        heard.push(`${terminal} ${offset} ${Buffer.from(bytes).toString()}`),
      onLost: () => heard.push('lost'),
    },
    `ws://127.0.0.1:${address.port}`,
  );
}

function tell(message: TerminalMessage): void {
  sockets.at(-1)?.send(JSON.stringify(message));
}

test('says hello, and then tells of what comes', async () => {
  await vi.waitFor(() => expect(heard).toEqual(['welcome boot']));
  const frame = new Uint8Array(logFrameHeader + 2);
  writeLogFrameHeader(frame, 7, 123);
  frame.set([104, 105], logFrameHeader);
  sockets[0]?.send(frame);
  tell({ type: 'terminals', terminals: [] });
  await vi.waitFor(() => expect(heard).toEqual(['welcome boot', '7 123 hi', 'terminals']));
});

test('connects again by itself, and sends nothing before it is welcome', async () => {
  await vi.waitFor(() => expect(heard).toEqual(['welcome boot']));
  sockets[0]?.terminate();
  await vi.waitFor(() => expect(heard).toEqual(['welcome boot', 'lost']));
  expect(link.send({ type: 'close', terminal: 1 })).toBe(false);
  await vi.waitFor(() => expect(heard).toEqual(['welcome boot', 'lost', 'welcome boot']), { timeout: 5000 });
  expect(said.map(({ type }) => type)).toEqual(['hello', 'hello']);
});

test('does not come back to a session that has ended', async () => {
  await vi.waitFor(() => expect(heard).toEqual(['welcome boot']));
  sockets[0]?.close(4401);
  await vi.waitFor(() => expect(heard).toEqual(['welcome boot', 'lost']));
  await new Promise((resolve) => setTimeout(resolve, 600));
  expect(sockets).toHaveLength(1);
});

test('a long text is typed in pieces that the server takes, no character torn', async () => {
  await vi.waitFor(() => expect(heard).toEqual(['welcome boot']));
  const text = `x${'😀'.repeat(maxTerminalInput)}`;
  link.type(3, text);
  await vi.waitFor(() => {
    const pieces = said.flatMap((message) => (message.type === 'input' ? [message.data] : []));
    expect(pieces.join('')).toBe(text);
    expect(pieces.filter((piece) => /\p{Surrogate}/u.test(piece))).toEqual([]);
  });
});

test('a server that falls silent is asked, left, and tried again', async () => {
  link.dispose();
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'] });
  try {
    link = connect();
    await vi.waitFor(() => expect(heard.at(-1)).toBe('welcome boot'));
    heard = [];
    vi.advanceTimersByTime(3000);
    await vi.waitFor(() => expect(said.at(-1)).toEqual({ type: 'ping' }));
    vi.advanceTimersByTime(7000);
    expect(heard).toEqual(['lost']);
    await vi.waitFor(() => expect(heard).toEqual(['lost', 'welcome boot']), { timeout: 5000 });
  } finally {
    vi.useRealTimers();
  }
});
