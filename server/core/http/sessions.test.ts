import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSessions } from './sessions.ts';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wr-'));
  path = join(folder, 'sessions.json');
});
afterEach(() => rm(folder, { recursive: true }));

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test('a session that nobody uses ends, and whoever listens is told', async () => {
  const sessions = await openSessions(path, { idle: 400, absolute: 60_000, sweep: 10 });
  const ended: string[] = [];
  sessions.ended.on((id) => ended.push(id));
  const secret = await sessions.begin();
  const id = sessions.find(secret);
  for (let use = 0; use < 5; use++) {
    await pause(100);
    expect(sessions.find(secret)).toBe(id);
  }
  await pause(600);
  expect(ended).toEqual([id]);
  expect(sessions.find(secret)).toBeUndefined();
  await sessions.dispose();
});

test('a session ends some time after its login, however much it is used', async () => {
  const sessions = await openSessions(path, { idle: 60_000, absolute: 300, sweep: 60_000 });
  const secret = await sessions.begin();
  expect(sessions.find(secret)).toBeDefined();
  await pause(400);
  expect(sessions.find(secret)).toBeUndefined();
  await sessions.dispose();
});

test('sessions survive a restart, and the oldest makes room for the 101st', async () => {
  const before = await openSessions(path);
  const first = await before.begin();
  await pause(5);
  const secrets = [];
  for (let login = 0; login < 100; login++) secrets.push(await before.begin());
  await before.dispose();
  const after = await openSessions(path);
  expect(after.find(first)).toBeUndefined();
  expect(secrets.every((secret) => after.find(secret) !== undefined)).toBe(true);
  await after.dispose();
});

test('a damaged file is set aside, and nobody is logged in', async () => {
  const before = await openSessions(path);
  const secret = await before.begin();
  await before.dispose();
  await writeFile(path, (await readFile(path, 'utf8')).slice(0, 30));
  const after = await openSessions(path);
  expect(after.find(secret)).toBeUndefined();
  expect(await readdir(folder)).toContain('sessions.json.invalid');
  await after.dispose();
});
