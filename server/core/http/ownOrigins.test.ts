import { hostname } from 'node:os';
import { expect, test } from 'vitest';
import { startTestServer } from '../../testServer.ts';
import { createOwnOrigins } from './ownOrigins.ts';

test('the origin of a loopback name has the port that was named', () => {
  const ownOrigins = createOwnOrigins('127.0.0.1', []);
  expect(ownOrigins('LocalHost:9000')).toEqual(['http://localhost:9000']);
  expect(ownOrigins('[0:0:0:0:0:0:0:1]:80')).toEqual(['http://[::1]']);
  expect(ownOrigins('localhost')).toEqual(['http://localhost']);
  expect(ownOrigins('ide.example.org')).toEqual([]);
  expect(ownOrigins('')).toEqual([]);
});

test('a wildcard is reached by the name of the machine and by any address, since nobody can rebind those', () => {
  for (const wildcard of ['0.0.0.0', '::']) {
    const ownOrigins = createOwnOrigins(wildcard, []);
    expect(ownOrigins('192.0.2.7:9000')).toEqual(['http://192.0.2.7:9000']);
    expect(ownOrigins('[2001:db8::7]:9000')).toEqual(['http://[2001:db8::7]:9000']);
    expect(ownOrigins(`${hostname()}:9000`)).toEqual([`http://${hostname().toLowerCase()}:9000`]);
    expect(ownOrigins('ide.example.org:8470')).toEqual([]);
  }
});

test('the address that we listen on is a name of ours, and no other', () => {
  expect(createOwnOrigins('192.0.2.7', [])('192.0.2.7:9000')).toEqual(['http://192.0.2.7:9000']);
  expect(createOwnOrigins('192.0.2.7', [])('192.0.2.8:9000')).toEqual([]);
  expect(createOwnOrigins('0:0::7', [])('[::7]:9000')).toEqual(['http://[::7]:9000']);
});

test('an origin that was stated counts with its scheme and port, and with no other', () => {
  const ownOrigins = createOwnOrigins('127.0.0.1', ['https://ide.example.org', 'http://other.example:9000']);
  expect(ownOrigins('IDE.example.org')).toEqual(['https://ide.example.org']);
  expect(ownOrigins('ide.example.org:443')).toEqual(['https://ide.example.org']);
  expect(ownOrigins('ide.example.org:8470')).toEqual([]);
  expect(ownOrigins('other.example:9000')).toEqual(['http://other.example:9000']);
  expect(ownOrigins('other.example')).toEqual([]);
});

test('behind TLS, the cookie is sent by TLS alone, and the page of plain HTTP is a foreign one', async () => {
  await using server = await startTestServer({ origins: ['https://ide.example.org'] });
  const Host = 'ide.example.org';
  const answer = await server.request(`/auth?token=${server.app.token}`, {
    loggedIn: false,
    headers: { Host },
  });
  const [cookie = ''] = answer.headers['set-cookie'] ?? [];
  expect(cookie).toMatch(
    /^__Host-webrunner-443=[\w-]{43}; Max-Age=\d+; Path=\/; Expires=[^;]+; HttpOnly; Secure; SameSite=Strict$/,
  );
  const Cookie = cookie.split(';')[0] ?? '';
  const layout = (Origin: string) => ({
    method: 'PUT',
    body: { tabs: [], expandedFolders: [], panes: {} },
    loggedIn: false,
    headers: { Host, Cookie, Origin },
  });
  expect((await server.request('/api/layout', layout('https://ide.example.org'))).status).toBe(204);
  expect((await server.request('/api/layout', layout('http://ide.example.org'))).code).toBe('bad_origin');
  expect((await server.request('/api/layout', layout('https://ide.example.org:8470'))).code).toBe(
    'bad_origin',
  );
});
