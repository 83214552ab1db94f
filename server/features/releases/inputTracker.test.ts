import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, stat, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DisposableStore } from '../../core/kit/lifecycle.ts';
import { readSums } from './inputManifest.ts';
import { readInputs } from './inputManifest.ts';
import { openInputStore } from './inputStore.ts';
import { createInputTracker } from './inputTracker.ts';

let folder: string;
let owned: DisposableStore;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tracker-'));
  owned = new DisposableStore();
});
afterEach(async () => {
  await owned.dispose();
  await rm(folder, { recursive: true });
});

test('forgets the contents that only runs which are gone referred to', async () => {
  const workspace = join(folder, 'w');
  const profile = join(workspace, 'software/sample/software.cfg');
  const store = await openInputStore(join(folder, 'inputs'));
  const ignore = () => undefined;
  const tracker = owned.add(createInputTracker({ workspace, store, onChanged: ignore, onEdited: ignore }));
  const record = async (run: string, text: string): Promise<string> => {
    const directory = join(folder, run);
    await mkdir(directory);
    await mkdir(join(profile, '..'), { recursive: true });
    await writeFile(profile, text);
    await tracker.record(new Map([['sample', profile]]), directory);
    const [sum] = await readSums(directory);
    return sum ?? '';
  };
  const [gone, kept] = [await record('1', 'one'), await record('2', 'two, longer')];
  expect([gone, kept].map((sum) => store.has(sum))).toEqual([true, true]);
  // What is being recorded meanwhile is not swept away.
  const [later] = await Promise.all([
    record('3', 'the third'),
    tracker.sweep([join(folder, '2'), join(folder, '3')]),
  ]);
  expect([gone, kept, later].map((sum) => store.has(sum))).toEqual([false, true, true]);
});

test('a huge input is told apart by its size and time: it keeps no run waiting', async () => {
  const workspace = join(folder, 'w');
  const profile = join(workspace, 'software/sample/software.cfg');
  const image = join(profile, '../image');
  const directory = join(folder, '1');
  for (const path of [directory, join(profile, '..')]) await mkdir(path, { recursive: true });
  await writeFile(profile, '[buildout]');
  await writeFile(image, '');
  // It takes no room on disk, and minutes to sum.
  await truncate(image, 2 ** 38);
  execFileSync('mkfifo', [join(profile, '../fifo')]);
  const changed: string[] = [];
  const tracker = owned.add(
    createInputTracker({
      workspace,
      store: await openInputStore(join(folder, 'inputs')),
      onChanged: (name) => void changed.push(name),
      onEdited: () => undefined,
    }),
  );
  await tracker.record(new Map([['sample', profile]]), directory);
  const inputs = await readInputs(directory, 'sample');
  expect(Object.keys(inputs ?? {}).sort()).toEqual(['software/sample/image', 'software/sample/software.cfg']);
  expect(inputs?.['software/sample/image']).toEqual({
    size: 2 ** 38,
    mtimeMs: (await stat(image)).mtimeMs,
  });
  tracker.track('sample', profile, directory);
  await tracker.settled();
  expect(tracker.changes('sample')).toEqual([]);
  await utimes(image, 1, 1);
  tracker.noteChanges([{ path: 'workspace/software/sample/image', kind: 'changed' }]);
  await expect.poll(() => changed).toEqual(['sample']);
  expect(tracker.changes('sample')).toEqual([{ path: 'workspace/software/sample/image', kind: 'changed' }]);
});
