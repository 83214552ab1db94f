import {
  appendFile,
  mkdir,
  mkdtemp,
  realpath,
  rename,
  rm,
  symlink,
  unlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { FileChange } from '../../../shared/workspace.ts';
import { startFileWatcher } from './fileWatcher.ts';
import type { FileWatcher } from './fileWatcher.ts';
import type { FileRoots } from '../files/workspacePaths.ts';

let base: string;
let roots: FileRoots;
let watcher: FileWatcher;
let batches: FileChange[][];

beforeEach(async () => {
  base = await realpath(await mkdtemp(join(tmpdir(), 'wr-')));
  const state = join(base, 'workspace', '.state');
  roots = {
    workspace: join(base, 'workspace'),
    instances: join(state, 'inst'),
    releases: join(state, 'soft'),
  };
  await mkdir(roots.instances, { recursive: true });
  await mkdir(join(roots.workspace, 'software', 'old'), { recursive: true });
  watcher = await startFileWatcher(roots, state);
  batches = [];
  watcher.onChange((changes) => batches.push([...changes]));
});
afterEach(async () => {
  await watcher.dispose();
  await rm(base, { recursive: true, force: true });
});

const at = (...names: string[]) => join(roots.workspace, ...names);
const has = (path: string, kind: FileChange['kind']) =>
  batches.flat().some((change) => change.path === path && change.kind === kind);
const until = (condition: () => boolean) => vi.waitUntil(condition, { timeout: 8000, interval: 10 });
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test('files that are created, changed and deleted are told by client path', async () => {
  await writeFile(at('software', 'old', 'a.cfg'), 'a');
  await until(() => has('workspace/software/old/a.cfg', 'created'));
  await appendFile(at('software', 'old', 'a.cfg'), 'b');
  await until(() => has('workspace/software/old/a.cfg', 'changed'));
  await unlink(at('software', 'old', 'a.cfg'));
  await until(() => has('workspace/software/old/a.cfg', 'deleted'));
});

test('a file that is replaced by a rename is told', async () => {
  await writeFile(at('a.cfg'), 'a');
  await until(() => has('workspace/a.cfg', 'created'));
  batches.length = 0;
  await writeFile(at('.a.cfg.swp'), 'b');
  await rename(at('.a.cfg.swp'), at('a.cfg'));
  await until(() => has('workspace/a.cfg', 'created'));
});

test('folders made in one go are watched to the bottom', async () => {
  await mkdir(at('a', 'b', 'c', 'd'), { recursive: true });
  await until(() => has('workspace/a', 'directory'));
  await pause(100);
  await writeFile(at('a', 'b', 'c', 'd', 'x'), '');
  await until(() => has('workspace/a/b/c/d/x', 'created'));
});

test('a tree that is moved in is watched, and one that is moved out is not any more', async () => {
  await mkdir(join(base, 'tree', 'deep', 'deeper'), { recursive: true });
  await rename(join(base, 'tree'), at('tree'));
  await until(() => has('workspace/tree', 'directory'));
  await pause(100);
  await writeFile(at('tree', 'deep', 'deeper', 'x'), '');
  await until(() => has('workspace/tree/deep/deeper/x', 'created'));
  await rename(at('tree'), join(base, 'tree'));
  await until(() => has('workspace/tree', 'deleted'));
  batches.length = 0;
  await writeFile(join(base, 'tree', 'deep', 'y'), '');
  await writeFile(at('marker'), '');
  await until(() => has('workspace/marker', 'created'));
  expect(batches.flat().map(({ path }) => path)).toEqual(['workspace/marker']);
});

test('a folder that is replaced by another one is watched', async () => {
  await mkdir(join(base, 'other'));
  await rename(at('software'), join(base, 'was-software'));
  await rename(join(base, 'other'), at('software'));
  await until(() => has('workspace/software', 'directory'));
  await pause(100);
  await writeFile(at('software', 'x'), '');
  await until(() => has('workspace/software/x', 'created'));
});

test('a folder that is deleted says nothing of itself within itself', async () => {
  await mkdir(at('gone'));
  await until(() => has('workspace/gone', 'directory'));
  await rm(at('gone'), { recursive: true });
  await until(() => has('workspace/gone', 'deleted'));
  await pause(150);
  expect(batches.flat().map(({ path }) => path)).not.toContain('workspace/gone/gone');
});

test('git, temporary files and the state directory are not told of; links are not followed', async () => {
  await mkdir(join(base, 'elsewhere'));
  await mkdir(at('.git'));
  await symlink(join(base, 'elsewhere'), at('link'));
  await until(() => has('workspace/link', 'created'));
  await writeFile(at('.git', 'index'), '');
  await writeFile(at('.webrunner-01234567-89ab-cdef-0123-456789abcdef.tmp'), '');
  await writeFile(join(base, 'elsewhere', 'x'), '');
  await writeFile(at('.state', 'sessions.json'), '');
  await writeFile(at('marker'), '');
  await until(() => has('workspace/marker', 'created'));
  await pause(100);
  expect(new Set(batches.flat().map(({ path }) => path))).toEqual(
    new Set(['workspace/link', 'workspace/marker']),
  );
});

test('partitions are told of, a few times per second at most', async () => {
  const log = join(roots.instances, 'slappart0.log');
  const end = performance.now() + 2000;
  while (performance.now() < end) {
    await appendFile(log, 'x');
    await pause(5);
  }
  await until(() => has('instances/slappart0.log', 'changed') || has('instances/slappart0.log', 'created'));
  expect(batches.length).toBeLessThanOrEqual(6);
  expect(batches.every((batch) => batch.length === 1)).toBe(true);
});

test('thousands of changes come as folders to list again, in small batches', async () => {
  for (let folder = 0; folder < 20; folder++) {
    await mkdir(at(`folder${folder}`));
    for (let file = 0; file < 150; file++) await writeFile(at(`folder${folder}`, `f${file}`), '');
  }
  await writeFile(at('folder19', 'last'), '');
  const isTold = () => {
    const folders = new Set(batches.flat().flatMap(({ path, kind }) => (kind === 'directory' ? [path] : [])));
    return Array.from({ length: 20 }, (_, folder) => `workspace/folder${folder}`).every(
      (path) => folders.has(path) || folders.has('workspace'),
    );
  };
  await until(isTold);
  expect(Math.max(...batches.map(({ length }) => length))).toBeLessThan(1100);
  await pause(200);
  batches.length = 0;
  await writeFile(at('folder7', 'after'), '');
  await until(() => has('workspace/folder7/after', 'created'));
});

test('a workspace that is deleted and made anew is watched again', async () => {
  await rename(roots.workspace, join(base, 'away'));
  await pause(200);
  await mkdir(join(roots.workspace, 'fresh'), { recursive: true });
  await until(() => has('workspace', 'directory'));
  await pause(100);
  await writeFile(at('fresh', 'x'), '');
  await until(() => has('workspace/fresh/x', 'created'));
});
