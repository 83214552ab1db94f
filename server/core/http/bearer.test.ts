import { once } from 'node:events';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import * as z from 'zod/mini';
import { livePath } from '../../../shared/live.ts';
import { ServerFile } from '../../../shared/serverFile.ts';
import { startTestServer } from '../../testServer.ts';
import type { TestServer } from '../../testServer.ts';

let server: TestServer;
let file: ServerFile;
const filePath = () => join(server.state, 'server.json');
const readServerFile = async () => ServerFile.parse(JSON.parse(await readFile(filePath(), 'utf8')));

beforeEach(async () => {
  server = await startTestServer();
  file = await readServerFile();
});
afterEach(() => server[Symbol.asyncDispose]());

/** A request without a cookie. */
const ask = (token: string, headers: Record<string, string> = {}, path = '/api/session') =>
  server.request(path, { loggedIn: false, headers: { Authorization: `Bearer ${token}`, ...headers } });

test('the file of the state folder tells the address and the token, to its owner alone, until the server stops', async () => {
  expect(file).toMatchObject({ pid: process.pid, origin: server.app.origin });
  expect((await stat(filePath())).mode & 0o777).toBe(0o600);
  const { token } = file;
  await server.restart();
  expect((await readServerFile()).token).not.toBe(token);
  await server.app.dispose();
  await expect(stat(filePath())).rejects.toThrow('ENOENT');
});

test('the token lets a program in, which gets no cookie', async () => {
  const answer = await ask(file.token);
  expect(answer.status).toBe(200);
  expect(answer.headers).not.toHaveProperty('set-cookie');
  const posted = await server.request('/api/runs', {
    method: 'POST',
    loggedIn: false,
    headers: { Authorization: `bearer ${file.token}` },
    body: { release: 'none' },
  });
  expect(posted.code).not.toMatch(/token|origin|unauthenticated/);
});

test.each([
  ['a wrong token', () => ask('A'.repeat(43))],
  ['no token', () => ask('')],
  ['the token of pages', () => ask(server.app.token)],
  ['a session beside a wrong token', () => ask('wrong', { Cookie: server.cookie })],
])('%s is refused', async (_title, attempt) => {
  const answer = await attempt();
  expect([answer.status, answer.code]).toEqual([401, 'wrong_token']);
  expect(answer.headers['www-authenticate']).toBe('Bearer error="invalid_token"');
});

test('the token signs no browser in, and is worth nothing outside of the API', async () => {
  expect((await server.request(`/auth?token=${file.token}`, { loggedIn: false })).code).toBe('wrong_token');
  const page = await ask(file.token, {}, '/');
  expect([page.status, page.headers.location]).toEqual([302, '/login']);
  expect((await ask(file.token, {}, '/assets/index-abc123.js')).status).toBe(401);
  expect((await ask(file.token, {}, `/api/session?token=${file.token}`)).code).toBe('bad_request');
});

test('it opens no WebSocket', async () => {
  const socket = new WebSocket(`ws://127.0.0.1:${server.port}${livePath}`, {
    headers: { Authorization: `Bearer ${file.token}`, Origin: server.app.origin },
  });
  const [error] = z.tuple([z.instanceof(Error)]).parse(await once(socket, 'error'));
  expect(error.message).toContain('401');
});

test('the Host is checked as for pages', async () => {
  expect((await ask(file.token, { Host: 'evil.example' })).code).toBe('bad_host');
});

test('no page can use it: not of another site, not of another port, nor our own', async () => {
  expect((await ask(file.token, { Origin: 'http://127.0.0.1:1' })).code).toBe('bad_origin');
  expect((await ask(file.token, { Origin: 'null' })).code).toBe('bad_origin');
  expect((await ask(file.token, { 'Sec-Fetch-Site': 'same-site' })).code).toBe('bad_origin');
  expect((await ask(file.token, { 'Sec-Fetch-Site': 'same-origin' })).code).toBe('unauthenticated');
  expect((await ask(file.token, { Origin: server.app.origin })).code).toBe('unauthenticated');
  const preflight = await server.request('/api/session', { method: 'OPTIONS', loggedIn: false });
  expect(preflight.headers).not.toHaveProperty('access-control-allow-headers');
});

test('a session works also where a proxy adds an Authorization of its own', async () => {
  for (const Authorization of ['Basic dTpw', 'Bearer of.the.proxy']) {
    const answer = await server.request('/api/session', {
      headers: { Authorization, 'Sec-Fetch-Site': 'same-origin' },
    });
    expect(answer.status).toBe(200);
  }
  const basic = await server.request('/api/session', { headers: { Authorization: 'Basic dTpw' } });
  expect(basic.status).toBe(200);
});

test('after five wrong ones in a minute even the right one waits; right ones are not counted', async () => {
  const many = await Promise.all(Array.from({ length: 12 }, () => ask(file.token)));
  expect(many.map(({ status }) => status)).toEqual(Array.from({ length: 12 }, () => 200));
  // Their failures, of other kinds, are none of the token's.
  for (let index = 0; index < 6; index++) expect((await ask(file.token, {}, '/api/none')).status).toBe(404);
  const wrong: number[] = [];
  for (let index = 0; index < 6; index++) wrong.push((await ask(`wrong${index}`)).status);
  expect(wrong).toEqual([401, 401, 401, 401, 401, 429]);
  const right = await ask(file.token);
  expect([right.status, right.headers['retry-after']]).toEqual([429, '60']);
  expect((await server.request('/api/session')).status).toBe(200);
});

test('the audit log tells of wrong ones, and has none', async () => {
  await ask('a-wrong-secret');
  await ask(file.token);
  await vi.waitFor(async () => {
    const audit = await readFile(join(server.state, 'audit.log'), 'utf8');
    expect(audit).toContain('"event":"loginFailed","remote":"127.0.0.1","scheme":"bearer"');
    expect(audit).not.toContain('a-wrong-secret');
    expect(audit).not.toContain(file.token);
  });
});
