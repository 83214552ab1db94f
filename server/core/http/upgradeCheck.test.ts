import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { livePath } from '../../../shared/live.ts';
import { startTestServer } from '../../testServer.ts';
import type { TestServer } from '../../testServer.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server[Symbol.asyncDispose]());

/** The status that an upgrade gets; 101 where it succeeds. */
function upgrade(headers: Record<string, string>, path = livePath): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://127.0.0.1:${server.port}${path}`, { headers });
    socket.on('open', () => {
      socket.terminate();
      resolve(101);
    });
    socket.on('unexpected-response', (_request, response) => {
      response.destroy();
      resolve(response.statusCode ?? 0);
    });
    socket.on('error', reject);
  });
}

test('a page of ours with a session is let in', async () => {
  const Origin = `http://127.0.0.1:${server.port}`;
  expect(await upgrade({ Origin, Cookie: server.cookie })).toBe(101);
});

test('others are refused before the upgrade', async () => {
  const Origin = `http://127.0.0.1:${server.port}`;
  const Cookie = server.cookie;
  expect(await upgrade({ Origin })).toBe(401);
  expect(await upgrade({ Origin, Cookie: Cookie.slice(0, -1) })).toBe(401);
  expect(await upgrade({ Cookie })).toBe(403);
  expect(await upgrade({ Cookie, Origin: 'null' })).toBe(403);
  expect(await upgrade({ Cookie, Origin: 'http://evil.example' })).toBe(403);
  expect(await upgrade({ Cookie, Origin: 'http://127.0.0.1:1' })).toBe(403);
  expect(await upgrade({ Cookie, Origin: `https://127.0.0.1:${server.port}` })).toBe(403);
  expect(await upgrade({ Cookie, Origin: `http://localhost:${server.port}` })).toBe(403);
  expect(await upgrade({ Cookie, Origin: 'http://evil.example', Host: 'evil.example' })).toBe(421);
  expect(await upgrade({ Cookie, Origin }, `${livePath}?token=${server.app.token}`)).toBe(400);
});
