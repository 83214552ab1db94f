import { spawnSync } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findServer } from './findServer.ts';

let state: string;
beforeEach(async () => {
  state = await mkdtemp(join(tmpdir(), 'wr-'));
});
afterEach(() => rm(state, { recursive: true }));

const file = () => join(state, 'server.json');
const found = { version: 1, pid: process.pid, origin: 'http://127.0.0.1:8470', token: 'x'.repeat(43) };
const write = (content: unknown) =>
  writeFile(file(), typeof content === 'string' ? content : JSON.stringify(content), { mode: 0o600 });

test('finds the server that wrote the file', async () => {
  await write(found);
  expect(await findServer(state)).toEqual(found);
});

test('says that there is none', async () => {
  await expect(findServer(state)).rejects.toThrow(`No server runs on the state folder ${state}`);
  await expect(findServer(join(state, 'none'))).rejects.toThrow('No server runs');
});

test('notices the file of a server that was killed', async () => {
  const { pid } = spawnSync('true');
  await write({ ...found, pid });
  await expect(findServer(state)).rejects.toThrow(`(pid ${pid}) was killed`);
});

test.each([
  '',
  '{',
  'null',
  { ...found, version: 2 },
  { ...found, origin: 'ftp://x' },
  { ...found, token: 'a\nb' },
])('does not trust %j', async (content) => {
  await write(content);
  await expect(findServer(state)).rejects.toThrow('of another version');
});

test('does not trust a file that others can read or write', async () => {
  await write(found);
  for (const mode of [0o640, 0o602]) {
    await chmod(file(), mode);
    await expect(findServer(state)).rejects.toThrow('is not the file of a server of yours');
  }
});
