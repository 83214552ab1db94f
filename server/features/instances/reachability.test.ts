import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import type { RequestListener } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo, Server, Socket } from 'node:net';
import { createServer } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { findAddresses } from './publishedAddresses.ts';
import { checkReachability } from './reachability.ts';
import { testCertificate } from './testing/testCertificate.ts';

const sockets = new Set<Socket>();
const servers: Server[] = [];
afterEach(() => {
  for (const socket of sockets) socket.destroy();
  for (const server of servers.splice(0)) server.close();
});

async function listen(server: Server): Promise<number> {
  servers.push(server);
  server.on('connection', (socket: Socket) => sockets.add(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

const http = (listener: RequestListener) => listen(createHttpServer(listener));
const found = (parameters: Parameters<typeof findAddresses>[0]) =>
  findAddresses(parameters).map(({ parameter, text }) => [parameter, text]);
const check = async (url: string, timeoutMs?: number) =>
  (await checkReachability({ connectionParameters: { url } }, timeoutMs))[0];

test('finds addresses in parameters, in structures, in JSON texts, and among words', () => {
  expect(
    found({
      url: 'http://127.0.0.1:1/a?b#c',
      urls: { main: 'https://[::1]/', more: ['x', 'redis://h:6379/0'] },
      text: '{"nodes": [{"at": "tcp://h:1"}]}',
      words: 'see http://a/ and http://b/, http://a/',
      port: 80,
      nothing: null,
    }),
  ).toEqual([
    ['url', 'http://127.0.0.1:1/a?b#c'],
    ['urls.main', 'https://[::1]/'],
    ['urls.more.1', 'redis://h:6379/0'],
    ['text.nodes.0.at', 'tcp://h:1'],
    ['words', 'http://a/'],
    ['words', 'http://b/'],
  ]);
});

test('takes nothing for an address that a server could not be asked at', () => {
  const published = [
    ...[
      'javascript:alert(1)',
      'javascript://h:80/%0aalert(1)',
      'file:///etc/passwd',
      'file://h:80/etc/passwd',
    ],
    ...['data:text/html,x', 'blob:http://h/x', 'ssh://h', 'http://', 'http:///x', '//h:80', 'h:80', 'http:h'],
    ...['http://a:99999/', `http://h/${'x'.repeat(3000)}`, '{"a": ', '['.repeat(5000) + ']'.repeat(5000)],
  ];
  expect(found(Object.fromEntries(published.map((text, index) => [`p${index}`, text])))).toEqual([]);
});

test('knows the port of an address also where it is the one that its scheme has anyway', () => {
  const ports = [
    'http://h',
    'https://h',
    'ftp://h:21/',
    'ws://h:80',
    'wss://h/x',
    'redis://h:6379',
    'ws://h:81',
  ];
  expect(findAddresses({ all: ports.join(' ') }).map(({ port }) => port)).toEqual([
    ...[80, 443, 21, 80, 443, 6379, 81],
  ]);
});

test('tries no more than 30 addresses', () => {
  expect(found({ all: Array.from({ length: 200 }, (_, n) => `http://h/${n}`) })).toHaveLength(30);
});

test('asks once, with the credentials of the address alone, and follows no redirect', async () => {
  const seen: (string | undefined)[] = [];
  const port = await http((request, response) => {
    seen.push(request.url, request.headers.authorization, request.headers.cookie);
    response.writeHead(302, { Location: `http://127.0.0.1:${port}/elsewhere`, 'Set-Cookie': 'a=b' }).end();
  });
  const url = `http://me:sec%20ret@127.0.0.1:${port}/page?x`;
  expect(await check(url)).toMatchObject({ parameter: 'url', url, reachable: true, status: 302 });
  expect(seen).toEqual(['/page?x', `Basic ${btoa('me:sec ret')}`, undefined]);
});

test('tells a server that answers with an error, and reads no more of an endless answer than its head', async () => {
  const broken = await http((_, response) => void response.writeHead(503).end('busy'));
  expect(await check(`http://127.0.0.1:${broken}/`)).toMatchObject({
    reachable: false,
    status: 503,
    reason: expect.stringContaining('503') as unknown,
  });
  const closed: Promise<unknown>[] = [];
  const endless = await http((request, response) => {
    closed.push(once(response, 'close'));
    response.writeHead(200);
    const timer = setInterval(() => response.write('x'.repeat(1000)), 5);
    request.socket.on('close', () => clearInterval(timer));
  });
  expect(await check(`http://127.0.0.1:${endless}/`)).toMatchObject({ reachable: true, status: 200 });
  await Promise.all(closed);
});

test('accepts a certificate that nobody vouches for, and says so', async () => {
  const port = await listen(createHttpsServer(testCertificate, (_, response) => void response.end('hello')));
  expect(await check(`https://127.0.0.1:${port}/`)).toMatchObject({
    reachable: true,
    status: 200,
    reason: expect.stringContaining('certificate') as unknown,
  });
  expect(await check(`http://127.0.0.1:${port}/`)).toMatchObject({ reachable: false });
});

test('says why there is no answer', async () => {
  const gone = await http(() => undefined);
  servers.pop()?.close();
  expect(await check(`http://127.0.0.1:${gone}/`)).toMatchObject({
    reachable: false,
    reason: 'Nothing listens there.',
  });
  const silent = await http(() => undefined);
  expect(await check(`http://127.0.0.1:${silent}/`, 100)).toMatchObject({
    reachable: false,
    reason: 'There was no answer within 0.1 s.',
  });
  const rude = await listen(createServer((socket) => void socket.end('SSH-2.0-x\r\n')));
  expect(await check(`http://127.0.0.1:${rude}/`)).toMatchObject({
    reason: 'What listens there does not speak HTTP.',
  });
  expect(await check(`https://127.0.0.1:${rude}/`)).toMatchObject({
    reason: 'What listens there does not speak TLS.',
  });
});

test('connects to what is no HTTP server, and sends it nothing', async () => {
  const received: Buffer[] = [];
  const port = await listen(
    createServer((socket) => socket.on('data', (bytes: Buffer) => received.push(bytes))),
  );
  expect(await check(`redis://:secret@127.0.0.1:${port}/0`)).toMatchObject({ reachable: true });
  expect(received).toEqual([]);
  servers.pop()?.close();
  expect(await check(`redis://127.0.0.1:${port}/0`)).toMatchObject({
    reachable: false,
    reason: 'Nothing listens there.',
  });
});
