import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openInputStore } from './inputStore.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'inputs-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

test('keeps each content once, also for the next server', async () => {
  const store = await openInputStore(folder);
  const sum = await store.keep(Buffer.from('text'));
  expect(await store.keep(Buffer.from('text'))).toBe(sum);
  expect(await readdir(folder)).toEqual([sum]);
  await writeFile(join(folder, 'left-over.tmp'), 'te');
  const next = await openInputStore(folder);
  expect(next.has(sum)).toBe(true);
  expect(String(await next.read(sum))).toBe('text');
  expect(await readdir(folder)).toEqual([sum]);
});

test('gives nothing for a content that is unknown, gone or damaged', async () => {
  const store = await openInputStore(folder);
  const [gone, damaged] = [await store.keep(Buffer.from('a')), await store.keep(Buffer.from('b'))];
  await rm(join(folder, gone));
  await writeFile(join(folder, damaged), '');
  for (const sum of [gone, damaged, '../../etc/passwd']) expect(await store.read(sum)).toBeUndefined();
});

test('forgets what is not used', async () => {
  const store = await openInputStore(folder);
  const [used, unused] = [await store.keep(Buffer.from('a')), await store.keep(Buffer.from('b'))];
  await store.sweep((sum) => sum === used);
  expect(await readdir(folder)).toEqual([used]);
  expect(store.has(unused)).toBe(false);
  await store.keep(Buffer.from('b'));
  expect(store.has(unused)).toBe(true);
});
