import { once } from 'node:events';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { livePath, protocolVersion } from '../../../shared/live.ts';
import { terminalPath, terminalProtocol } from '../../../shared/terminal.ts';
import { startTestServer } from '../../testServer.ts';
import type { TestServer } from '../../testServer.ts';
import { forwardPort } from './testing/portForward.ts';

let server: TestServer;
let forward: Awaited<ReturnType<typeof forwardPort>>;
let origin: string;
let cookie: string;
beforeAll(async () => {
  server = await startTestServer();
  forward = await forwardPort(server.port);
  origin = `http://localhost:${forward.port}`;
  const answer = await fetch(`${origin}/auth?token=${server.app.token}`, { redirect: 'manual' });
  expect({ status: answer.status, location: answer.headers.get('location') }).toEqual({
    status: 303,
    location: '/',
  });
  cookie = answer.headers.getSetCookie()[0]?.split(';')[0] ?? '';
});
afterAll(async () => {
  forward.close();
  await server[Symbol.asyncDispose]();
});

const headers = (more: Record<string, string> = {}) => ({ Cookie: cookie, Origin: origin, ...more });

/** The first message of a WebSocket that is greeted, or the status that its upgrade gets. */
function firstAnswer(path: string, hello: object, given: Record<string, string>): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://localhost:${forward.port}${path}`, { headers: given });
    socket.on('open', () => socket.send(JSON.stringify(hello)));
    socket.on('message', (data: Buffer) => {
      resolve(JSON.parse(data.toString()));
      socket.terminate();
    });
    socket.on('unexpected-response', (_request, response) => {
      response.destroy();
      resolve(response.statusCode);
    });
    socket.on('error', reject);
  });
}
const live = { type: 'hello', protocol: protocolVersion };

test('the page and the API are served', async () => {
  const page = await fetch(`${origin}/`, { headers: { Cookie: cookie } });
  expect(await page.text()).toContain('<title>Webrunner</title>');
  const session = await fetch(`${origin}/api/session`, { headers: headers() });
  expect(await session.json()).toMatchObject({ workspace: server.workspace });
  const saved = await fetch(`${origin}/api/layout`, {
    method: 'PUT',
    headers: headers({ 'Content-Type': 'application/json', 'Sec-Fetch-Site': 'same-origin' }),
    body: JSON.stringify({ tabs: [], expandedFolders: [], panes: {} }),
  });
  expect(saved.status).toBe(204);
});

test('the session has the port that the browser sees in its name', () => {
  // Two servers of two machines may both listen on 8470: forwarded, they are two ports of one host.
  expect(cookie).toMatch(new RegExp(`^webrunner-${forward.port}=`));
});

test('what is live is told', async () => {
  expect(await firstAnswer(livePath, live, headers())).toMatchObject({ type: 'welcome' });
});

test('a terminal works', async () => {
  const socket = new WebSocket(`ws://localhost:${forward.port}${terminalPath}`, { headers: headers() });
  await once(socket, 'open');
  socket.send(JSON.stringify({ type: 'hello', protocol: terminalProtocol }));
  const [first] = (await once(socket, 'message')) as [Buffer];
  expect(JSON.parse(first.toString())).toMatchObject({ type: 'welcome' });
  socket.terminate();
});

test('a name of another site is refused there too', async () => {
  const host = `evil.example:${forward.port}`;
  const rebound = { Host: host, Origin: `http://${host}`, Cookie: cookie };
  expect(await firstAnswer(livePath, live, rebound)).toBe(421);
  expect((await server.request('/healthz', { headers: { Host: host } })).code).toBe('bad_host');
});

test.each([
  ['of another site', () => 'http://evil.example'],
  ['of a service on another port', () => `http://localhost:${server.port}`],
  ['of the port that the server listens on', () => `http://127.0.0.1:${server.port}`],
  ['by another name of the same port', () => `http://127.0.0.1:${forward.port}`],
  ['by another scheme', () => `https://localhost:${forward.port}`],
])('a page %s is refused', async (_title, foreign) => {
  const Origin = foreign();
  expect(await firstAnswer(livePath, live, headers({ Origin }))).toBe(403);
  expect(await firstAnswer(terminalPath, live, headers({ Origin }))).toBe(403);
  const change = await fetch(`${origin}/api/layout`, {
    method: 'PUT',
    headers: headers({ Origin }),
    body: '',
  });
  expect(change.status).toBe(403);
});
