import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { DisposableStore } from '../../core/kit/lifecycle.ts';
import { writeManifest } from '../releases/inputManifest.ts';
import type { Inputs } from '../releases/inputManifest.ts';
import type { InputStore } from '../releases/inputStore.ts';
import { openInputStore } from '../releases/inputStore.ts';
import { findRunChanges, readRunInput } from './runChanges.ts';
import type { RunDraft, RunStore } from '../../jobs/runStore.ts';
import { openRunStore } from '../../jobs/runStore.ts';
import { sampleDraft, writeStatus } from '../../jobs/testing/writeRun.ts';

let folder: string;
let owned: DisposableStore;
let runStore: RunStore;
let inputStore: InputStore;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'changes-'));
  owned = new DisposableStore();
  runStore = owned.add(await openRunStore(join(folder, 'runs')));
  inputStore = await openInputStore(join(folder, 'inputs'));
});
afterEach(async () => {
  await owned.dispose();
  await rm(folder, { recursive: true });
});

interface Ran {
  /** Of the release `sample`. */
  readonly files?: Readonly<Record<string, string>>;
  /** Of others, by release. */
  readonly others?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** More of its status. */
  readonly status?: object;
  readonly requested?: Record<string, string>;
  readonly published?: Record<string, unknown>;
  readonly draft?: Partial<RunDraft>;
}

async function keep(texts: Readonly<Record<string, string>>): Promise<Inputs> {
  const inputs = Object.entries(texts).map(async ([path, text]) => {
    const sha256 = await inputStore.keep(Buffer.from(text));
    return [path, { size: text.length, mtimeMs: 1, sha256 }] as const;
  });
  return Object.fromEntries(await Promise.all(inputs));
}

/** A run with these inputs that has ended. */
async function ran({ files, others, requested, published, status, draft }: Ran): Promise<number> {
  const { id } = await runStore.create({ ...sampleDraft, ...draft }, async (directory) => {
    if (files === undefined) return {};
    const releases = Object.entries({ sample: files, ...others }).map(
      async ([name, texts]) => [name, await keep(texts)] as const,
    );
    await writeManifest(directory, Object.fromEntries(await Promise.all(releases)));
    return {};
  });
  await writeStatus(runStore.directory(id), { software: 'completed', instance: 'completed' });
  const path = join(runStore.directory(id), 'status.json');
  const written: unknown = JSON.parse(await readFile(path, 'utf8'));
  const asked = requested === undefined ? {} : { requested, published: { slappart0: published ?? {} } };
  const more = { ...(requested === undefined ? {} : { partition: 'slappart0' }), ...asked, ...status };
  await writeFile(path, JSON.stringify(Object.assign({}, written, more)));
  runStore.follow(id, true);
  await vi.waitFor(() => expect(runStore.get(id).state).toBe('completed'));
  return id;
}

test('of the first run of an instance, everything is new', async () => {
  await ran({ files: { a: '1' }, requested: { x: '1' }, draft: { reference: 'other' } });
  const run = await ran({ files: { a: '1' }, requested: { x: '1' }, published: { url: 'u' } });
  expect(await findRunChanges(runStore, run)).toEqual({
    inputs: [{ path: 'workspace/a', kind: 'added' }],
    parameters: [{ name: 'x', after: '1' }],
    connection: [{ name: 'url', after: 'u' }],
  });
});

test('compares with the run before of the same instance', async () => {
  const first = await ran({
    files: { a: '1', b: '1', c: '1' },
    ...{ requested: { x: '1', y: '1' }, published: { url: 'u', map: { deep: 1 } } },
  });
  await ran({ files: {}, requested: {}, draft: { reference: 'other' } });
  const run = await ran({
    files: { a: '1', b: '2', d: '1' },
    ...{ requested: { x: '2', z: '1' }, published: { url: 'u', map: { deep: 2 } } },
  });
  expect(await findRunChanges(runStore, run)).toEqual({
    since: first,
    inputs: [
      { path: 'workspace/b', kind: 'changed' },
      { path: 'workspace/c', kind: 'deleted' },
      { path: 'workspace/d', kind: 'added' },
    ],
    parameters: [
      { name: 'x', before: '1', after: '2' },
      { name: 'y', before: '1' },
      { name: 'z', after: '1' },
    ],
    connection: [{ name: 'map', before: { deep: 1 }, after: { deep: 2 } }],
  });
});

test('looks further back for what a run in between did not get to, but not past a destruction', async () => {
  const first = await ran({ files: { a: '1' }, requested: { x: '1' }, published: { url: 'u' } });
  await ran({});
  const third = await ran({ files: { a: '1' }, requested: { x: '2' }, published: { url: 'u' } });
  expect(await findRunChanges(runStore, third)).toEqual({
    ...{ since: first, inputs: [], connection: [] },
    parameters: [{ name: 'x', before: '1', after: '2' }],
  });
  await ran({
    files: { a: '1' },
    draft: { action: 'destroy', steps: ['instance'] },
    status: { partition: 'slappart0' },
  });
  const last = await ran({ files: { a: '1' }, requested: { x: '2' } });
  expect((await findRunChanges(runStore, last)).parameters).toEqual([{ name: 'x', after: '2' }]);
  const unknown = await ran({});
  expect(await findRunChanges(runStore, unknown)).toEqual({
    ...{ since: last, inputs: [], parameters: [], connection: [] },
  });
});

const other = { release: { name: 'other', url: '/w/software/other/software.cfg' }, reference: 'other' };

test('compares each release in a run on all with the last run before it that had to do with that one', async () => {
  await ran({ files: {}, others: { other: { stack: '1', b: '1', same: '1' } }, draft: other });
  await ran({ files: { stack: '1', a: '1', old: '1', same: '1' } });
  const run = await ran({
    files: { stack: '2', a: '2', same: '1', b: '1' },
    others: { other: { stack: '2', b: '1', same: '1' }, third: { c: '1', same: '1' } },
    draft: { ...other, scope: 'all' },
  });
  expect(await findRunChanges(runStore, run)).toEqual({
    inputs: [
      { path: 'workspace/a', kind: 'changed' },
      { path: 'workspace/c', kind: 'added' },
      { path: 'workspace/old', kind: 'deleted' },
      { path: 'workspace/stack', kind: 'changed' },
    ],
    parameters: [],
    connection: [],
  });
  const read = (path: string) => readRunInput({ runStore, inputStore }, { run, path });
  expect(String(await read('workspace/a'))).toBe('2');
  expect(String(await read('workspace/c'))).toBe('1');
  await expect(read('workspace/old')).rejects.toMatchObject({ code: 'not_found' });
  const again = await ran({ files: { stack: '2', a: '2', same: '1', b: '1' }, draft: { scope: 'all' } });
  expect((await findRunChanges(runStore, again)).inputs).toEqual([]);
});

test('compares the parameters of each instance in a run on all with what it had before', async () => {
  await ran({ requested: { x: '1' }, published: { url: 'u' } });
  await ran({ status: { partition: 'slappart1', requested: { y: '1' }, published: { slappart1: {} } } });
  const run = await ran({
    ...{ requested: { x: '1' }, draft: { ...other, scope: 'all' } },
    status: {
      requestedOf: { slappart0: { x: '1' }, slappart1: { y: '2' } },
      published: { slappart0: { url: 'v' }, slappart1: { port: '1' } },
    },
  });
  expect(await findRunChanges(runStore, run)).toEqual({
    inputs: [],
    parameters: [{ partition: 'slappart1', name: 'y', before: '1', after: '2' }],
    connection: [
      { partition: 'slappart0', name: 'url', before: 'u', after: 'v' },
      { partition: 'slappart1', name: 'port', after: '1' },
    ],
  });
});

test('gives an input back as it was, and knows what it was not', async () => {
  const run = await ran({ files: { a: 'then', big: 'x'.repeat(1024 * 1024 + 1) } });
  const read = (path: string) => readRunInput({ runStore, inputStore }, { run, path });
  expect(String(await read('workspace/a'))).toBe('then');
  await expect(read('workspace/big')).rejects.toMatchObject({ code: 'file_too_large' });
  for (const path of [
    'workspace/b',
    'instances/a',
    'a',
    '__proto__',
    'workspace/__proto__',
    'workspace/../a',
  ]) {
    await expect(read(path)).rejects.toMatchObject({ code: 'not_found' });
  }
  await inputStore.sweep(() => false);
  await expect(read('workspace/a')).rejects.toMatchObject({ code: 'not_found' });
});
