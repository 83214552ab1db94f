import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { StandIn } from '../../engine/testing/writeStandIn.ts';
import { writeStandIn } from '../../engine/testing/writeStandIn.ts';
import type { TestServer } from '../../testServer.ts';
import { startTestServer } from '../../testServer.ts';

let engineBin: string;
let standIn: StandIn;
let server: TestServer;
let partition: string;

beforeEach(async () => {
  engineBin = await realpath(await mkdtemp(join(tmpdir(), 'standin-')));
  standIn = await writeStandIn(engineBin, { rules: [{ method: 'promise.run', result: {} }] });
  await setProcesses({});
  server = await startTestServer({ engineBin });
  partition = join(server.state, 'slapos/inst/slappart0');
  await mkdir(partition, { recursive: true });
  await vi.waitFor(async () => {
    expect((await server.request('/api/instances')).text).toContain('slappart0');
  }, 10_000);
});
afterEach(async () => {
  await server[Symbol.asyncDispose]();
  await rm(engineBin, { recursive: true });
});

/** The instance of slappart0 with processes that write to the files named. */
async function setProcesses(logs: Record<string, string>, connectionParameters = {}): Promise<void> {
  const processes = Object.entries(logs).map(([name, log]) => ({
    ...{ name, log, kind: 'run' as const, state: 'EXITED' as const },
  }));
  const instance = {
    ...{ partition: 'slappart0', reference: 'one', url: '/one.cfg', softwareType: 'default' },
    ...{ requestedState: 'started', instanceParameters: {}, connectionParameters, processes, promises: [] },
  };
  await standIn.setInstances([instance]);
}

const output = (process: string, rest = '') =>
  `/api/instances/local/slappart0/processes/${encodeURIComponent(process)}/output${rest}`;
const post = (path: string, body: object = {}) =>
  server.request(`/api/instances/${path}`, { method: 'POST', body });

test('gives the output of a process, whole, in ranges, and to download', async () => {
  await setProcesses({ 'web "é"/1': join(partition, '.web.log') });
  await writeFile(join(partition, '.web.log'), 'first\nsecond\n');
  const name = 'web "é"/1';
  expect(await server.request(output(name))).toMatchObject({ status: 200, text: 'first\nsecond\n' });
  const range = await server.request(output(name), { headers: { Range: 'bytes=-7' } });
  expect(range).toMatchObject({ status: 206, text: 'second\n' });
  expect(range.headers['content-range']).toBe('bytes 6-12/13');
  const download = await server.request(output(name, '?download=true'));
  expect(download.headers['content-disposition']).toMatch(/^attachment; filename="slappart0-web/);
  expect(download.headers['content-security-policy']).toContain('sandbox');
});

test('a request that nobody here serves is answered by a stand-in, or forwarded to a Master', async () => {
  const request = {
    ...{ reference: 'front/1', url: 'http://h/software.cfg', softwareType: 'default', shared: true },
    ...{ parameters: {}, state: 'waiting' as const, since: '2026-01-01T00:00:00.000Z' },
  };
  await standIn.setInstances([
    {
      ...{ partition: 'slappart0', reference: 'one', url: '/one.cfg', softwareType: 'default' },
      ...{ requestedState: 'started', instanceParameters: {}, connectionParameters: {}, processes: [] },
      ...{ promises: [], pendingRequests: [request] },
    },
  ]);
  expect(JSON.parse((await server.request('/api/instances')).text)).toMatchObject({
    instances: [{ pendingRequests: [request] }],
  });
  const rules = async (): Promise<unknown> => JSON.parse((await server.request('/api/requests/rules')).text);
  const answer = (reference: string, method: 'PUT' | 'DELETE', body?: object) =>
    server.request(`/api/instances/local/slappart0/requests/${encodeURIComponent(reference)}/stand-in`, {
      method,
      ...(body && { body }),
    });
  const connectionParameters = { url: 'http://x/' };
  expect(await answer('other', 'PUT', { connectionParameters })).toMatchObject({ status: 404 });
  for (const url of ['http://y/', 'http://x/'])
    expect(await answer('front/1', 'PUT', { connectionParameters: { url } })).toMatchObject({ status: 204 });

  const forward = (...forwards: object[]) =>
    server.request('/api/requests/forwards', { method: 'PUT', body: { forwards } });
  const own = { url: request.url, master: 'http://127.0.0.1:5000' };
  expect(await forward(own)).toMatchObject({ status: 200 });
  expect(await rules()).toEqual({
    forwards: [own],
    standIns: [
      {
        partition: 'slappart0',
        instance: 'one',
        reference: 'front/1',
        url: request.url,
        connectionParameters,
      },
    ],
  });
  for (const refused of [
    [own, own],
    [{ ...own, master: 'https://slap.example/' }],
    [{ ...own, key: '/k' }],
    [{ ...own, master: 'ftp://h/' }],
  ])
    expect(await forward(...refused)).toMatchObject({ status: 400 });

  expect(await answer('front/1', 'DELETE')).toMatchObject({ status: 204 });
  expect(await answer('front/1', 'DELETE')).toMatchObject({ status: 404 });
  expect(await rules()).toEqual({ forwards: [own], standIns: [] });
});

test('gives nothing that is no output, and nothing that lies elsewhere', async () => {
  const link = join(partition, '.link.log');
  await symlink(join(server.state, 'token'), link);
  await setProcesses({
    ...{ link, gone: join(partition, '.gone.log'), folder: partition },
    ...{ token: join(server.state, 'token'), passwd: '/etc/passwd', relative: 'x.log' },
  });
  for (const name of ['link', 'token', 'passwd', 'relative']) {
    expect(await server.request(output(name)), name).toMatchObject({ status: 403, code: 'path_outside' });
  }
  expect(await server.request(output('gone'))).toMatchObject({ code: 'not_found' });
  expect(await server.request(output('folder'))).toMatchObject({ code: 'is_directory' });
  for (const name of ['other', '/etc/passwd', 'x'.repeat(200), 'constructor']) {
    expect(await server.request(output(name)), name).toMatchObject({ code: 'not_found' });
  }
  for (const name of ['../link', '..', '%2e%2e']) {
    expect(await server.request(output(name)), name).toMatchObject({ code: 'path_outside' });
  }
  expect(await server.request(output('x'.repeat(300)))).toMatchObject({ code: 'bad_request' });
  expect((await server.request('/api/instances')).text).not.toContain('.gone.log');
});

test('takes known actions on known names only, and remembers who did what', async () => {
  await setProcesses({ web: join(partition, '.web.log') });
  expect(await post('local/slappart0/processes/restart', { process: 'web' })).toMatchObject({ status: 204 });
  expect(await post('local/slappart0/promises/run', { promise: 'a.py' })).toMatchObject({ status: 204 });
  const refused = [
    ['local/slappart0/processes/kill', {}, 'bad_request'],
    ['local/slappart0/processes/stop', { process: '../web' }, 'not_found'],
    ['local/slappart0/processes/stop', { process: '' }, 'bad_request'],
    ['local/slappart0/processes/stop', { name: 'web' }, 'unknown_field'],
    ['local/slappart1/processes/stop', {}, 'not_found'],
    ['%2e%2e/processes/stop', {}, 'path_outside'],
    ['local/slappart0%00/processes/stop', {}, 'path_invalid'],
    ['local/soft/processes/stop', {}, 'bad_request'],
    ['soft/processes/stop', {}, 'not_found'],
    ['a:b/slappart0/processes/stop', {}, 'bad_request'],
    ['COMP-7/slappart0/processes/stop', {}, 'not_found'],
    ['local/slappart0/promises/run', { promise: '../a' }, 'not_found'],
    ['local/slappart0/reachability', { url: 'http://127.0.0.1:1/' }, 'unknown_field'],
  ] as const;
  for (const [path, body, code] of refused) expect((await post(path, body)).code, path).toBe(code);
  expect(await standIn.requests('process.action', 'promise.run')).toEqual([
    { method: 'process.action', params: { partition: 'slappart0', action: 'restart', name: 'web' } },
    { method: 'promise.run', params: { partition: 'slappart0', name: 'a.py' } },
  ]);
  await vi.waitFor(async () => {
    const audit = await readFile(join(server.state, 'audit.log'), 'utf8');
    expect(audit).toContain(
      '"action":"restartProcesses","computer":"local","partition":"slappart0","process":"web"',
    );
    expect(audit).toContain(
      '"action":"runPromises","computer":"local","partition":"slappart0","promise":"a.py"',
    );
  });
});

test('tries what the instance published, and nothing else', async () => {
  const page = createServer((_, response) => void response.end()).listen(0, '127.0.0.1');
  await once(page, 'listening');
  const url = `http://127.0.0.1:${(page.address() as AddressInfo).port}/`;
  await setProcesses({}, { url, bad: 'javascript:alert(1)', dead: 'http://127.0.0.1:1/' });
  expect((await post('local/slappart0/reachability')).json).toEqual({
    results: [
      { parameter: 'url', url, reachable: true, status: 200, durationMs: expect.any(Number) as unknown },
      expect.objectContaining({ parameter: 'dead', reachable: false, reason: 'Nothing listens there.' }),
    ],
  });
  page.close();
  expect(await post('local/slappart7/reachability')).toMatchObject({ code: 'not_found' });
});

test('answers for a partition what is on its disk, and what its release describes', async () => {
  for (const what of ['installed', 'rendered']) {
    for (const id of ['local/slappart99', 'COMP-7/slappart0']) {
      expect(await server.request(`/api/instances/${id}/${what}`)).toMatchObject({ code: 'not_found' });
    }
    expect((await server.request(`/api/instances/%2e%2e/${what}`)).code).toBe('path_outside');
  }
  expect((await server.request('/api/instances/local/slappart0/installed')).json).toEqual({ parts: [] });
  expect((await server.request('/api/instances/local/slappart0/rendered')).json).toEqual({ files: [] });
  await writeFile(join(partition, '.installed.cfg'), '[buildout]\nparts = a\n[a]\nrecipe = r\n');
  expect((await server.request('/api/instances/local/slappart0/installed')).json).toEqual({
    parts: [{ name: 'a', recipe: 'r', installed: [], options: [] }],
  });
  expect((await server.request('/api/instances/local/slappart0/rendered')).json).toEqual({ files: [] });

  expect(await server.request('/api/releases/one/schema')).toMatchObject({ code: 'not_found' });
  await mkdir(join(server.workspace, 'software/one'), { recursive: true });
  await writeFile(join(server.workspace, 'software/one/software.cfg'), '');
  expect((await server.request('/api/releases/one/schema')).json).toEqual({
    softwareTypes: [{ name: 'default', serialisation: 'xml' }],
  });
  expect(await server.request('/api/releases/..%2f..%2fetc/schema')).toMatchObject({ code: 'path_outside' });
});
