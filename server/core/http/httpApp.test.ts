import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { endpoints } from '../../../shared/index.ts';
import { startTestServer } from '../../testServer.ts';
import type { TestRequest, TestServer } from '../../testServer.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
  await writeFile(join(server.base, 'secret'), 'secret');
  await mkdir(join(server.workspace, 'folder'));
  await writeFile(join(server.workspace, 'file.txt'), 'text');
});
afterAll(() => server[Symbol.asyncDispose]());
afterEach(async () => {
  expect((await server.request('/healthz', { loggedIn: false })).status).toBe(200);
  expect(await readFile(join(server.base, 'secret'), 'utf8')).toBe('secret');
  expect(await readFile(join(server.workspace, 'file.txt'), 'utf8')).toBe('text');
});

/** What is sent, and the status and error code that it gets. */
type Row = [title: string, path: string, request: TestRequest, status: number, code: string | undefined];

function check(rows: Row[]): void {
  test.each(rows)('%s', async (_title, path, request, status, code) => {
    const answer = await server.request(path, request);
    expect({ status: answer.status, code: answer.code }).toEqual({ status, code });
    expect(answer.text).not.toMatch(/\n\s+at |node_modules|\.ts:\d/);
    expect(answer.headers['x-content-type-options']).toBe('nosniff');
  });
}

const layout = { tabs: [], expandedFolders: [], panes: {} };

describe('the Host header', () => {
  const foreign = (host: string): Row => [
    `${host} is refused`,
    '/healthz',
    { headers: { Host: host } },
    421,
    'bad_host',
  ];
  check([
    foreign('evil.example'),
    foreign('127.0.0.1.evil.example:8470'),
    foreign('localhost.:8470'),
    foreign('localhost.evil.example:8470'),
    foreign('notlocalhost:8470'),
    foreign('128.0.0.1:8470'),
    foreign('192.168.1.5:8470'),
    foreign('[::2]:8470'),
    foreign('localhost:99999'),
    foreign('localhost:'),
    foreign('localhost/x'),
    foreign('evil.example:80@localhost'),
    foreign('user@localhost:8470'),
    [
      'a foreign X-Forwarded-Host is refused',
      '/healthz',
      { headers: { 'X-Forwarded-Host': 'evil.example' } },
      421,
      'bad_host',
    ],
    [
      'a foreign Forwarded is refused',
      '/healthz',
      { headers: { Forwarded: 'for=1.2.3.4;host="evil.example"' } },
      421,
      'bad_host',
    ],
  ]);

  test('names of this machine are served, with any port: it may be a forwarded one', async () => {
    for (const name of ['127.0.0.1', 'localhost', 'LOCALHOST', '[::1]', '127.1.2.3', 'ide.localhost']) {
      for (const port of [`:${server.port}`, ':9000', ':443', ':80', '']) {
        const answer = await server.request('/healthz', { headers: { Host: name + port } });
        expect({ host: name + port, status: answer.status }).toEqual({ host: name + port, status: 200 });
      }
    }
  });

  test('comes once', async () => {
    const host = `Host: 127.0.0.1:${server.port}\r\n`;
    expect(await server.raw(`GET /healthz HTTP/1.1\r\n${host}Connection: close\r\n\r\n`)).toBe(200);
    expect(await server.raw(`GET /healthz HTTP/1.1\r\n${host}Host: evil.example\r\n\r\n`)).toBe(421);
    expect(await server.raw('GET /healthz HTTP/1.1\r\n\r\n')).toBe(400);
  });
});

describe('the request target', () => {
  const raw = (target: string, status: number, method = 'GET') =>
    test(`${method} ${target.slice(0, 40)} gets ${status}`, async () => {
      const head = `${method} ${target} HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\n`;
      expect(await server.raw(`${head}Cookie: ${server.cookie}\r\nConnection: close\r\n\r\n`)).toBe(status);
    });
  raw('http://evil.example/healthz', 400);
  raw('//evil.example/', 400);
  raw('/\\evil.example/', 400);
  raw('/%ZZ', 400);
  raw('/%00', 400);
  raw('/%c0%ae%c0%ae/etc/passwd', 400);
  raw('/api/folder?path=%ZZ', 400);
  raw('/../etc/passwd', 403);
  raw('/assets/%2e%2e/%2e%2e/token', 403);
  raw('/edit/%252e%252e/x', 403);
  raw('*', 405, 'OPTIONS');
  raw('/healthz', 405, 'TRACE');
  raw('/healthz', 405, 'PATCH');
  raw(`/${'a'.repeat(20_000)}`, 431);
  check([
    ['a token in another query is refused', '/?token=abc', {}, 400, 'bad_request'],
    ['a token in the query of the API is refused', '/api/session?token=abc', {}, 400, 'bad_request'],
    [
      'a name that comes twice is refused',
      '/api/folder?path=workspace&path=workspace',
      {},
      400,
      'bad_request',
    ],
    ['__proto__ in a query is refused', '/api/folder?path=workspace&__proto__=1', {}, 400, 'unknown_field'],
    ['an unknown name in a query is refused', '/api/folder?path=workspace&x=1', {}, 400, 'unknown_field'],
    ['a query where none is taken is refused', '/api/session?x=1', {}, 400, 'unknown_field'],
    ['a parameter of another type is refused', '/api/runs/abc/stop', { method: 'POST' }, 400, 'bad_request'],
    [
      'a badly encoded parameter is refused',
      '/api/runs/%E0%A4%A/stop',
      { method: 'POST' },
      400,
      'path_invalid',
    ],
  ]);
});

describe('the origin', () => {
  const write = (headers: Record<string, string>): TestRequest => ({ method: 'PUT', body: layout, headers });
  check([
    ['a foreign one is refused', '/api/layout', write({ Origin: 'http://evil.example' }), 403, 'bad_origin'],
    ['"null" is refused', '/api/layout', write({ Origin: 'null' }), 403, 'bad_origin'],
    ['another port is foreign', '/api/layout', write({ Origin: 'http://127.0.0.1:1' }), 403, 'bad_origin'],
    [
      'a foreign one is refused for reading too',
      '/api/session',
      { headers: { Origin: 'http://evil.example' } },
      403,
      'bad_origin',
    ],
    ['cross-site is refused', '/api/layout', write({ 'Sec-Fetch-Site': 'cross-site' }), 403, 'bad_origin'],
    [
      'same-site, which is another port, is refused',
      '/api/layout',
      write({ 'Sec-Fetch-Site': 'same-site' }),
      403,
      'bad_origin',
    ],
    [
      'a page of another site cannot load files of ours',
      '/assets/index-abc123.js',
      {
        headers: { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'no-cors', 'Sec-Fetch-Dest': 'script' },
      },
      403,
      'bad_origin',
    ],
    [
      'a page of another site cannot frame ours',
      '/',
      {
        headers: { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'navigate', 'Sec-Fetch-Dest': 'iframe' },
      },
      403,
      'bad_origin',
    ],
    [
      'a link of another site cannot open the API',
      '/api/session',
      {
        headers: {
          'Sec-Fetch-Site': 'cross-site',
          'Sec-Fetch-Mode': 'navigate',
          'Sec-Fetch-Dest': 'document',
        },
      },
      403,
      'bad_origin',
    ],
    [
      'a link of another site can open a page',
      '/services',
      {
        headers: {
          'Sec-Fetch-Site': 'cross-site',
          'Sec-Fetch-Mode': 'navigate',
          'Sec-Fetch-Dest': 'document',
        },
      },
      200,
      undefined,
    ],
  ]);

  test('our own, and none at all, may write', async () => {
    const own = `http://localhost:${server.port}`;
    const headers = { Host: `localhost:${server.port}`, Origin: own, 'Sec-Fetch-Site': 'same-origin' };
    expect((await server.request('/api/layout', write(headers))).status).toBe(204);
    expect((await server.request('/api/layout', write({}))).status).toBe(204);
    const other = { Host: `127.0.0.1:${server.port}`, Origin: own };
    expect((await server.request('/api/layout', write(other))).code).toBe('bad_origin');
  });

  test('is checked before the session', async () => {
    const foreign = { ...write({ Origin: 'http://evil.example' }), loggedIn: false };
    expect((await server.request('/api/layout', foreign)).status).toBe(403);
  });
});

describe('without a session', () => {
  const anonymous = { loggedIn: false };
  check([
    ['the API is closed', '/api/session', anonymous, 401, 'unauthenticated'],
    ['so is what does not exist', '/api/nothing', anonymous, 401, 'unauthenticated'],
    ['so is the OpenAPI document', '/api/openapi.json', anonymous, 401, 'unauthenticated'],
    ['so are the files of the page', '/assets/index-abc123.js', anonymous, 401, 'unauthenticated'],
    ['a page leads to the login', '/edit/workspace/a.cfg?line=3', anonymous, 302, undefined],
    ['an unknown page leads to the login', '/nothing', anonymous, 302, undefined],
    [
      'a change is refused before its body is read',
      '/api/file?path=workspace/x',
      { method: 'PUT', body: 'x', loggedIn: false },
      401,
      'unauthenticated',
    ],
  ]);

  test.each([
    ['forged', 'A'.repeat(43)],
    ['truncated', undefined],
    ['of 8 KB', 'A'.repeat(8192)],
    ['empty', ''],
  ])('a cookie that is %s is refused', async (_title, forged) => {
    const [name = '', value = ''] = server.cookie.split('=');
    const headers = { Cookie: `${name}=${forged ?? value.slice(0, -1)}` };
    expect((await server.request('/api/session', { loggedIn: false, headers })).code).toBe('unauthenticated');
  });

  test('the login knows where to go on', async () => {
    const answer = await server.request('/edit/workspace/a.cfg?line=3', anonymous);
    expect(answer.headers.location).toBe('/login?next=%2Fedit%2Fworkspace%2Fa.cfg%3Fline%3D3');
  });

  test('a cookie of the same name, set by a service on another port, does not shadow ours', async () => {
    const name = server.cookie.split('=')[0] ?? '';
    const headers = { Cookie: `${name}=forged; other=1; ${server.cookie}` };
    expect((await server.request('/api/session', { loggedIn: false, headers })).status).toBe(200);
  });
});

describe('methods', () => {
  const changing = Object.values(endpoints).filter(({ method }) => method !== 'GET');
  const readable = new Set<string>(
    Object.values(endpoints).flatMap(({ method, path }) => (method === 'GET' ? [path] : [])),
  );
  check(
    changing
      .filter(({ path }) => !readable.has(path))
      .map(({ path }): Row => [
        `GET ${path} changes nothing`,
        path.replace(/\{.*?\}/, '1'),
        {},
        405,
        'method_not_allowed',
      ]),
  );
  check([
    [
      'POST of what can only be read is refused',
      '/api/session',
      { method: 'POST' },
      405,
      'method_not_allowed',
    ],
    ['POST of a page is refused', '/services', { method: 'POST' }, 405, 'method_not_allowed'],
    ['an unknown operation is not found', '/api/nothing', {}, 404, 'not_found'],
    ['the case of a path counts', '/API/session', {}, 404, 'not_found'],
    ['a slash too many is another path', '/api/session/', {}, 404, 'not_found'],
  ]);

  test('are named where another one was used', async () => {
    expect((await server.request('/api/file', { method: 'POST' })).headers.allow).toBe('GET, HEAD, PUT');
  });
});

describe('bodies', () => {
  const put = (body: string | object, type = 'application/json'): TestRequest => ({
    method: 'PUT',
    body,
    headers: { 'Content-Type': type },
  });
  const proto = '{"tabs":[],"expandedFolders":[],"panes":{},"__proto__":{"x":1}}';
  const nestedProto = '{"tabs":[],"expandedFolders":[],"panes":{"__proto__":[1]}}';
  check([
    ['malformed JSON is refused', '/api/layout', put('{"tabs":'), 400, 'bad_request'],
    ['a string instead of an object is refused', '/api/layout', put('"x"'), 400, 'bad_request'],
    ['no body is refused', '/api/layout', { method: 'PUT' }, 400, 'bad_request'],
    ['a missing field is refused', '/api/layout', put({ tabs: [] }), 400, 'bad_request'],
    ['an unknown field is refused', '/api/layout', put({ ...layout, x: 1 }), 400, 'unknown_field'],
    [
      'an unknown field within is refused',
      '/api/layout',
      put({ ...layout, tabs: [{ path: 'a', x: 1 }] }),
      400,
      'unknown_field',
    ],
    ['__proto__ is refused', '/api/layout', put(proto), 400, 'unknown_field'],
    ['__proto__ within is refused', '/api/layout', put(nestedProto), 400, 'unknown_field'],
    [
      'nesting of any depth is refused',
      '/api/layout',
      put('['.repeat(30_000) + ']'.repeat(30_000)),
      400,
      'bad_request',
    ],
    ['text is no JSON', '/api/layout', put('{}', 'text/plain'), 415, 'json_required'],
    [
      'a form is no JSON',
      '/api/layout',
      put('a=1', 'application/x-www-form-urlencoded'),
      415,
      'json_required',
    ],
    ['application/jsonx is no JSON', '/api/layout', put('{}', 'application/jsonx'), 415, 'json_required'],
    [
      'another encoding is refused',
      '/api/layout',
      put('{}', 'application/json; charset=utf-16'),
      415,
      'json_required',
    ],
    [
      'a change without body takes no form either',
      '/api/services/stop',
      { method: 'POST', body: 'a=1', headers: { 'Content-Type': 'text/plain' } },
      415,
      'json_required',
    ],
    [
      'a field where none is taken is refused',
      '/api/services/stop',
      { method: 'POST', body: { x: 1 } },
      400,
      'unknown_field',
    ],
    [
      'more than the limit is refused',
      '/api/folder',
      { method: 'POST', body: { path: 'x'.repeat(70_000) } },
      413,
      'body_too_large',
    ],
  ]);

  test('which are not UTF-8 are refused', async () => {
    const body = Buffer.from('{"text":"\xff"}', 'latin1');
    const headers = { 'Content-Type': 'application/json', 'If-None-Match': '*' };
    const answer = await server.request('/api/file?path=workspace/latin1', { method: 'PUT', body, headers });
    expect(answer.code).toBe('bad_request');
  });

  test('count by what they are when they are not compressed any more', async () => {
    const headers = { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' };
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024, ' '));
    const answer = await server.request('/api/folder', { method: 'POST', body: bomb, headers });
    expect(answer.code).toBe('body_too_large');
    const odd = await server.request('/api/folder', {
      method: 'POST',
      body: '{}',
      headers: { ...headers, 'Content-Encoding': 'compress' },
    });
    expect(odd.code).toBe('json_required');
  });
});

describe('the page', () => {
  test.each([
    '/',
    '/edit',
    '/edit/workspace/software/x/software.cfg?line=2',
    '/logs/12',
    '/services',
    '/runs/12',
    '/terminal',
  ])('%s is index.html, not to be kept', async (path) => {
    const answer = await server.request(path);
    expect(answer.text).toContain('<title>Webrunner</title>');
    expect(answer.headers['cache-control']).toBe('no-store');
  });

  test('assets may be kept for ever, as their names change', async () => {
    const answer = await server.request('/assets/index-abc123.js');
    expect(answer.headers['cache-control']).toContain('immutable');
    expect(answer.headers['content-type']).toMatch('javascript');
    expect((await server.request('/assets/index-gone.js')).code).toBe('not_found');
  });

  test('runs no script but its own, and is in no frame', async () => {
    const { headers } = await server.request('/');
    const policy = String(headers['content-security-policy']);
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe-eval|https?:/);
    expect(headers['cross-origin-opener-policy']).toBe('same-origin');
    expect(headers['cross-origin-resource-policy']).toBe('same-origin');
    expect(headers['x-powered-by']).toBeUndefined();
  });
});
