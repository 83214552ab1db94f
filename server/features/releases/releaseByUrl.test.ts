import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ReleaseHashes, ReleaseSchema, releaseEndpoints } from '../../../shared/releases.ts';
import { startTestServer } from '../../testServer.ts';
import { readUrlHashes } from './urlHashes.ts';

/** What a git host serves, by path. */
const files: Readonly<Record<string, string>> = {
  '/raw/1.0/software/hello/software.cfg': '[buildout]\nparts =\n',
  '/raw/1.0/software/hello/software.cfg.json': JSON.stringify({
    serialisation: 'json-in-xml',
    'software-type': {
      default: { title: 'Default', request: 'input.json' },
      far: { title: 'Far', request: 'http://127.0.0.1:1/input.json' },
    },
  }),
  '/raw/1.0/software/hello/input.json': JSON.stringify({
    type: 'object',
    properties: { port: { $ref: '../shared/port.json#/port' } },
  }),
  '/raw/1.0/software/shared/port.json': JSON.stringify({ port: { type: 'integer' } }),
  '/raw/1.0/software/hello/buildout.hash.cfg': [
    '[right]\nfilename = a b.in\nmd5sum = 5d41402abc4b2a76b9719d911017c592',
    '[old.in]\nmd5sum = 0123',
    '[gone.in]\nmd5sum = 0123',
    '[large.in]\nmd5sum = 0123',
    '[far]\nfilename = //127.0.0.2/x\nmd5sum = 0123',
  ].join('\n'),
  '/raw/1.0/software/hello/a%20b.in': 'hello',
  '/raw/1.0/software/hello/old.in': 'new',
  '/raw/1.0/software/hello/large.in': 'x'.repeat(20 * 1024 * 1024),
  '/raw/1.0/software/page/software.cfg': '<!doctype html><title>Sign in</title>[x]',
};

let host: Server;
let origin: string;
beforeEach(async () => {
  host = createServer(({ url = '' }, response) => {
    response.writeHead(files[url] === undefined ? 404 : 200).end(files[url]);
  });
  await new Promise<void>((resolve) => host.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(host.address() as AddressInfo).port}`;
});
afterEach(() => {
  host.close();
  host.closeAllConnections();
});

const schemaOf = (url: string) => `/api/releases/${encodeURIComponent(url)}/schema`;

test('a release that was added by its URL is listed, has a schema, and is there after a restart', async () => {
  await using server = await startTestServer();
  const url = `${origin}/raw/1.0/software/hello/software.cfg`;
  const added = await server.request('/api/releases', { method: 'POST', body: { url: ` ${url}` } });
  expect(added.json).toMatchObject({ name: url, url, path: url, software: { state: 'idle' }, changes: [] });
  await server.restart();
  const { releases } = releaseEndpoints.listReleases.response.parse(
    (await server.request('/api/releases')).json,
  );
  expect(releases.find(({ name }) => name === url)?.instances[0]?.reference).toMatch(
    /^hello-1\.0-[0-9a-f]{8}$/,
  );

  const schema = ReleaseSchema.parse((await server.request(schemaOf(url))).json);
  expect(schema.path).toBe(`${url}.json`);
  expect(schema.softwareTypes.map(({ name }) => name)).toEqual(['default', 'far']);
  expect(JSON.stringify(schema.softwareTypes[0]?.parameters)).toContain('"type":"integer"');
  expect(schema.problem).toContain('leads to another server');

  const forget = { method: 'DELETE' };
  const path = `/api/releases/${encodeURIComponent(url)}`;
  expect((await server.request(path, forget)).status).toBe(204);
  expect((await server.request(path, forget)).code).toBe('not_found');
  expect((await server.request(schemaOf(url))).code).toBe('not_found');
});

test.each([
  ['/raw/1.0/software/missing/software.cfg', 'not_found', 'tag or branch'],
  ['/raw/1.0/software/page/software.cfg', 'bad_request', 'no profile'],
  ['/raw/1.0/software/hello/', 'bad_request', 'software.cfg'],
])('%s is not added, and it is said why', async (path, code, words) => {
  await using server = await startTestServer();
  const answer = await server.request('/api/releases', { method: 'POST', body: { url: `${origin}${path}` } });
  expect(answer.code).toBe(code);
  expect(answer.text).toContain(words);
});

test('a name with slashes is one parameter of the address', async () => {
  await using server = await startTestServer();
  const answer = await server.request(schemaOf('simpleran/software-ors'));
  expect(answer.code).toBe('not_found');
  expect(answer.text).toContain('simpleran/software-ors');
});

test('the profile and the sums of a release by its URL are read, those of the workspace are in the editor', async () => {
  await using server = await startTestServer();
  const url = `${origin}/raw/1.0/software/hello/software.cfg`;
  await server.request('/api/releases', { method: 'POST', body: { url } });
  const answer = await server.request(`/api/releases/${encodeURIComponent(url)}/hashes`);
  const { profile, hashes, entries, more } = ReleaseHashes.parse(answer.json);
  expect([profile, hashes?.includes('[old.in]'), more]).toEqual(['[buildout]\nparts =\n', true, 0]);
  expect(entries.map(({ section, state }) => [section, state])).toEqual([
    ['right', 'right'],
    ['old.in', 'differs'],
    ['gone.in', 'missing'],
    ['large.in', 'tooLarge'],
    ['far', 'unreadable'],
  ]);
  expect(entries[4]?.problem).toContain('leads to another server');
  await expect(readUrlHashes('helloworld')).rejects.toThrow('in the editor');
});
