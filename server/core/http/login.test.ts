import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { startTestServer } from '../../testServer.ts';
import type { TestServer } from '../../testServer.ts';
import { safeNext } from './login.ts';

let server: TestServer;
beforeEach(async () => {
  server = await startTestServer();
});
afterEach(() => server[Symbol.asyncDispose]());

const anonymous = { loggedIn: false };
const form = (body: string) => ({
  method: 'POST',
  body,
  loggedIn: false,
  headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
});

test('the printed address logs in and leads to the page, without the token', async () => {
  const answer = await server.request(`/auth?token=${server.app.token}`, anonymous);
  expect(answer.status).toBe(303);
  expect(answer.headers.location).toBe('/');
  expect(answer.headers['referrer-policy']).toBe('no-referrer');
  expect(answer.headers['cache-control']).toBe('no-store');
  const [cookie = ''] = answer.headers['set-cookie'] ?? [];
  expect(cookie).toMatch(
    new RegExp(
      `^webrunner-${server.port}=[\\w-]{43}; Max-Age=\\d+; Path=/; Expires=[^;]+; HttpOnly; SameSite=Strict$`,
    ),
  );
  expect(cookie).not.toContain(server.app.token);
});

test('several browsers can log in, each with a session of its own', async () => {
  const first = await server.request(`/auth?token=${server.app.token}`, anonymous);
  const second = await server.request(`/auth?token=${server.app.token}`, anonymous);
  expect(second.status).toBe(303);
  expect(second.headers['set-cookie']).not.toEqual(first.headers['set-cookie']);
});

test('a token that was issued for one use works once', async () => {
  const token = server.app.issueOneShot();
  expect((await server.request(`/auth?token=${token}`, anonymous)).status).toBe(303);
  expect((await server.request(`/auth?token=${token}`, anonymous)).code).toBe('wrong_token');
});

test('after a link from another site a page forwards, as a redirect would leave the cookie out', async () => {
  const answer = await server.request(`/auth?token=${server.app.token}&next=/services`, {
    loggedIn: false,
    headers: { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'navigate', 'Sec-Fetch-Dest': 'document' },
  });
  expect(answer.status).toBe(200);
  expect(answer.text).toContain('<meta http-equiv="refresh" content="0; url=/services">');
  expect(answer.headers['set-cookie']).toHaveLength(1);
});

test.each(['wrong', '', 'A'.repeat(43)])('the token "%s" is refused', async (token) => {
  const answer = await server.request(`/auth?token=${token}`, anonymous);
  expect(answer.status).toBe(401);
  expect(answer.code).toBe('wrong_token');
  expect(answer.headers['set-cookie']).toBeUndefined();
});

test.each([
  ['/edit/workspace/a%20b.cfg?line=2', '/edit/workspace/a%20b.cfg?line=2'],
  ['/', '/'],
  ['//evil.example', '/'],
  ['/\\evil.example', '/'],
  ['\\\\evil.example', '/'],
  ['https://evil.example/', '/'],
  ['javascript:alert(1)', '/'],
  ['/\t/evil.example', '/'],
  ['/x\r\nSet-Cookie: a=b', '/'],
  ['/auth?token=x', '/'],
  ['/api/session', '/'],
  ['', '/'],
])('the login goes on from %j to %s', async (next, location) => {
  expect(safeNext(next)).toBe(location);
  const path = `/auth?token=${server.app.token}&next=${encodeURIComponent(next)}`;
  expect((await server.request(path, anonymous)).headers.location).toBe(location);
});

test('the token can be pasted into a form', async () => {
  const page = await server.request('/login?next=%2Fservices', anonymous);
  expect(page.status).toBe(200);
  expect(page.text).toContain('<label for="token">');
  expect(page.text).toContain('name="next" value="/services"');
  const answer = await server.request('/login', form(`token=+${server.app.token}%0A&next=%2Fservices`));
  expect(answer.status).toBe(303);
  expect(answer.headers.location).toBe('/services');
  expect(answer.headers['set-cookie']).toHaveLength(1);
});

test('scripts log in with JSON', async () => {
  const right = { method: 'POST', body: { token: server.app.token }, loggedIn: false };
  expect((await server.request('/login', right)).status).toBe(204);
  expect((await server.request('/login', { ...right, body: { token: 'x' } })).code).toBe('wrong_token');
  expect((await server.request('/login', { ...right, body: { token: 'x', y: 1 } })).code).toBe('bad_request');
  const plain = { ...right, body: 'token=x', headers: { 'Content-Type': 'text/plain' } };
  expect((await server.request('/login', plain)).code).toBe('json_required');
});

test('a form of another site cannot log in', async () => {
  const { headers, ...rest } = form(`token=${server.app.token}`);
  const foreign = { ...rest, headers: { ...headers, Origin: 'http://evil.example' } };
  expect((await server.request('/login', foreign)).code).toBe('bad_origin');
});

test('markup in an address is shown as text', async () => {
  const answer = await server.request(
    `/login?next=${encodeURIComponent('/"><script>alert(1)</script>')}`,
    anonymous,
  );
  expect(answer.text).not.toContain('<script>');
});

test('after five wrong tokens one has to wait, which does not keep the session from working', async () => {
  const statuses: number[] = [];
  for (let attempt = 0; attempt < 7; attempt++) {
    const answer = await server.request('/login', form('token=wrong'));
    statuses.push(answer.status);
    if (answer.status === 429) expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    else expect(answer.text).toContain('role="alert"');
  }
  expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429]);
  expect((await server.request('/api/session')).status).toBe(200);
});

test('right tokens are not counted', async () => {
  for (let attempt = 0; attempt < 8; attempt++) {
    expect((await server.request('/login', form(`token=${server.app.token}`))).status).toBe(303);
  }
});

test('an open page stays logged in when the server is restarted, and the old token does not work', async () => {
  const old = server.app.token;
  await server.restart();
  expect((await server.request('/api/session')).status).toBe(200);
  expect((await server.request(`/auth?token=${old}`, anonymous)).code).toBe('wrong_token');
});

test('secrets are in files of mode 0600, and sessions only as hashes', async () => {
  for (const name of ['token', 'sessions.json', 'audit.log']) {
    expect((await stat(join(server.state, name))).mode & 0o777).toBe(0o600);
  }
  expect((await stat(server.state)).mode & 0o777).toBe(0o700);
  const secret = server.cookie.split('=')[1] ?? '';
  expect(secret).toHaveLength(43);
  expect(await readFile(join(server.state, 'sessions.json'), 'utf8')).not.toContain(secret);
  expect((await readFile(join(server.state, 'token'), 'utf8')).trim()).toBe(server.app.token);
});

test('no log has a token or a cookie', async () => {
  const lines: string[] = [];
  const spy = vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    lines.push(String(text));
    return true;
  });
  try {
    await server.request('/auth?token=secret-that-is-wrong', anonymous);
    await server.request('/api/session?token=secret-that-is-wrong');
    await server.request(`/nothing?token=${server.app.token}`, { headers: { Host: 'evil.example' } });
    await server.app.dispose();
  } finally {
    spy.mockRestore();
  }
  const audit = await readFile(join(server.state, 'audit.log'), 'utf8');
  const secrets = ['secret-that-is-wrong', server.app.token, server.cookie.split('=')[1] ?? ''];
  for (const secret of secrets) expect([audit, ...lines].join('\n')).not.toContain(secret);
  const events = [...audit.matchAll(/"event":"(\w+)"/g)].map(([, event]) => event);
  expect(events).toEqual(['login', 'loginFailed', 'denied', 'denied']);
});
