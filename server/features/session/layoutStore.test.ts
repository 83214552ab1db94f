import { mkdtemp, readFile, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { emptyLayout } from '../../../shared/session.ts';
import { openLayoutStore } from './layoutStore.ts';

let folder: string;
let path: string;
const layout = (name: string) => ({ ...emptyLayout, tabs: [{ path: name }] });
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wr-'));
  path = join(folder, 'layout.json');
});
afterEach(() => rm(folder, { recursive: true }));

test('what was set last is there on the next start', async () => {
  const store = await openLayoutStore(path);
  expect(store.get()).toEqual(emptyLayout);
  await Promise.all(Array.from({ length: 50 }, (_, index) => store.set(layout(`tab${index}`))));
  expect(store.get()).toEqual(layout('tab49'));
  expect((await openLayoutStore(path)).get()).toEqual(layout('tab49'));
  expect(await readdir(folder)).toEqual(['layout.json']);
});

test.each([
  ['cut short', async () => truncate(path, 10)],
  ['zeroed', async () => writeFile(path, Buffer.alloc(40))],
  ['of another shape', async () => writeFile(path, '{"tabs":1}')],
  ['empty', async () => truncate(path, 0)],
])('a file that is %s is set aside, and we begin anew', async (_title, damage) => {
  await (await openLayoutStore(path)).set(layout('a'));
  await damage();
  const damaged = await readFile(path);
  const store = await openLayoutStore(path);
  expect(store.get()).toEqual(emptyLayout);
  expect(await readFile(`${path}.invalid`)).toEqual(damaged);
  await store.set(layout('b'));
  expect((await openLayoutStore(path)).get()).toEqual(layout('b'));
});
