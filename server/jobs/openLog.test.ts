import { appendFile, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { TestServer } from '../testServer.ts';
import { startTestServer } from '../testServer.ts';
import { writeRun } from './testing/writeRun.ts';

let folder: string;
let server: TestServer;

beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'logs-')));
  await writeRun(join(folder, 'runs/3'), { software: 'running', instance: 'queued' }, process.pid);
  await writeFile(join(folder, 'runs/3/software.log'), '$ slapos node software\nline 2\n');
  server = await startTestServer({ state: folder });
});
afterEach(async () => {
  await server[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

const get = (path: string, headers = {}) => server.request(`/api/runs/${path}`, { headers });

test('answers the log of a step as it is now, also while it grows', async () => {
  expect(await get('3/logs/software')).toMatchObject({
    status: 200,
    text: '$ slapos node software\nline 2\n',
    headers: { 'content-type': 'text/plain; charset=utf-8' },
  });
  await appendFile(join(folder, 'runs/3/software.log'), 'line 3\n');
  expect((await get('3/logs/software')).text).toContain('line 3\n');
  expect(await get('3/logs/instance')).toMatchObject({ status: 200, text: '' });
});

test('answers parts of a log', async () => {
  expect(await get('3/logs/software', { Range: 'bytes=2-7' })).toMatchObject({ status: 206, text: 'slapos' });
  expect(await get('3/logs/software', { Range: 'bytes=-7' })).toMatchObject({
    status: 206,
    text: 'line 2\n',
    headers: { 'content-range': 'bytes 23-29/30' },
  });
  expect((await get('3/logs/software', { Range: 'bytes=30-' })).status).toBe(416);
});

test('gives a download a name that says what it is', async () => {
  const answer = await get('3/logs/software?download=true');
  expect(answer.headers['content-disposition']).toContain('filename="sample-run3-software.log"');
});

test('knows which logs there are', async () => {
  expect(await get('4/logs/software')).toMatchObject({ status: 404, code: 'not_found' });
  expect((await get('3/logs/report')).status).toBe(400);
});
