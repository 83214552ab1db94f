import { mkdir, mkdtemp, readFile, rename, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { FileChange } from '../../../shared/workspace.ts';
import type { Release } from '../../../shared/releases.ts';
import { Emitter } from '../../core/kit/emitter.ts';
import { startEngineHost } from '../../engine/engineHost.ts';
import { embeddedMaster } from '../../engine/master.ts';
import type { StandIn } from '../../engine/testing/writeStandIn.ts';
import { writeStandIn } from '../../engine/testing/writeStandIn.ts';
import { createWorkspacePaths } from '../../core/files/workspacePaths.ts';
import { DisposableStore } from '../../core/kit/lifecycle.ts';
import type { RunDraft, RunStore } from '../../jobs/runStore.ts';
import { openRunStore } from '../../jobs/runStore.ts';
import { sampleDraft, writeStatus } from '../../jobs/testing/writeRun.ts';
import { readInputs } from './inputManifest.ts';
import type { InputStore } from './inputStore.ts';
import { openInputStore } from './inputStore.ts';
import type { ReleaseService } from './releaseService.ts';
import { openReleaseService } from './releaseService.ts';
import { openProfileServer } from './profileServer.ts';
import { openReleaseUrls } from './releaseUrls.ts';

let folder: string;
let workspace: string;
let owned: DisposableStore;
let runStore: RunStore;
let service: ReleaseService;
let changes: Emitter<readonly FileChange[]>;
let seen: Release[];
let edited: string[];
let inputStore: InputStore;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'releases-'));
  workspace = join(folder, 'w');
  owned = new DisposableStore();
  seen = [];
  edited = [];
  await writeRelease('sample');
});
afterEach(async () => {
  await owned.dispose();
  await rm(folder, { recursive: true });
});

async function writeRelease(name: string): Promise<void> {
  await mkdir(join(workspace, 'software', name), { recursive: true });
  await writeFile(
    join(workspace, 'software', name, 'software.cfg'),
    '[buildout]\nextends = ../../stack.cfg\n',
  );
  await writeFile(join(workspace, 'software', name, 'instance.cfg.in'), 'text');
  await writeFile(join(workspace, 'stack.cfg'), '[buildout]\n');
}

async function start(engineBin?: string): Promise<void> {
  changes = new Emitter();
  const engine = owned.add(
    startEngineHost({ engine: engineBin, partitions: 10, slaposBase: join(folder, 'slapos') }),
  );
  runStore = owned.add(await openRunStore(join(folder, 'runs')));
  const fileWatcher = { onChange: (listener: (c: readonly FileChange[]) => void) => changes.on(listener) };
  inputStore = await openInputStore(join(folder, 'inputs'));
  const master = embeddedMaster(engine);
  const urls = await openReleaseUrls(join(folder, 'releases.json'));
  const roots = { workspace, instances: join(folder, 'inst'), releases: join(folder, 'soft') };
  const paths = createWorkspacePaths(roots);
  const profileServer = owned.add(await openProfileServer(join(folder, 'profile-server.json'), paths));
  service = owned.add(
    await openReleaseService({ workspace, runStore, master, inputStore, urls, profileServer, fileWatcher }),
  );
  owned.add(service.edited.on((name) => edited.push(name)));
  owned.add(service.changed.on((release) => seen.push(release)));
}

/** Runs the release: its inputs are written down, and its status is `states`. */
async function run(
  states: Parameters<typeof writeStatus>[1],
  draft: Partial<RunDraft> = {},
): Promise<number> {
  const { scope = 'one' } = draft;
  const created = await runStore.create({ ...sampleDraft, ...draft }, async (directory) => {
    await service.recordInputs('sample', scope, directory);
    return {};
  });
  await writeStatus(runStore.directory(created.id), states, process.pid);
  runStore.follow(created.id, true);
  await vi.waitFor(() => expect(runStore.get(created.id).state).not.toMatch(/queued|running/));
  await service.settled();
  return created.id;
}

const release = (name: string) => ({ name, url: join(workspace, 'software', name, 'software.cfg') });

const states = () => {
  const [release] = service.list();
  return [
    release?.software.state,
    release?.instances[0]?.status.state,
    release?.changes.map(({ path, kind }) => `${kind} ${path}`),
  ];
};

async function change(path: string, kind: FileChange['kind'] = 'changed'): Promise<void> {
  changes.emit([{ path, kind }]);
  await new Promise((resolve) => setTimeout(resolve, 150));
  await service.settled();
}

test('lists the releases by name; one that was never built is idle', async () => {
  await writeRelease('another');
  await mkdir(join(workspace, 'software/empty'));
  await writeFile(join(workspace, 'software/README'), '');
  await start();
  expect(service.list()).toEqual(
    ['another', 'sample'].map((name) => ({
      name,
      path: `workspace/software/${name}/software.cfg`,
      url: join(workspace, 'software', name, 'software.cfg'),
      folder: expect.stringMatching(/^releases\/[0-9a-f]{32}$/) as string,
      software: { state: 'idle' },
      instances: [{ reference: name, status: { state: 'idle' } }],
      changes: [],
    })),
  );
  expect(service.nameOf(join(workspace, 'software/sample/software.cfg'))).toBe('sample');
  expect(service.nameOf('https://example.org/software/sample/software.cfg')).toBeUndefined();
  for (const name of ['none', '..', '.', '', 'a/b', 'a\0b']) {
    await expect(service.find(name)).rejects.toMatchObject({ code: 'not_found' });
  }
});

test('notices releases that come and go', async () => {
  await start();
  const listed = vi.fn();
  owned.add(service.listChanged.on(listed));
  await writeRelease('later');
  await change('workspace/software/later', 'directory');
  expect(service.list().map(({ name }) => name)).toEqual(['later', 'sample']);
  await rm(join(workspace, 'software/later'), { recursive: true });
  await change('workspace/software/later/software.cfg', 'deleted');
  expect(service.list().map(({ name }) => name)).toEqual(['sample']);
  await change('workspace/software/sample/instance.cfg.in');
  expect(listed).toHaveBeenCalledTimes(2);
});

test('is not up to date when an input has changed, and up to date again when that is undone', async () => {
  await start();
  await run({ software: 'completed', instance: 'promiseFailed' });
  expect(states()).toEqual(['completed', 'promiseFailed', []]);
  const instance = join(workspace, 'software/sample/instance.cfg.in');
  await writeFile(instance, 'texx');
  await change('workspace/software/sample/instance.cfg.in');
  expect(states()).toEqual(['outdated', 'outdated', ['changed workspace/software/sample/instance.cfg.in']]);
  expect(seen.at(-1)).toMatchObject({ software: { state: 'outdated' } });
  await writeFile(instance, 'text');
  await change('workspace/software/sample/instance.cfg.in');
  expect(states()).toEqual(['completed', 'promiseFailed', []]);
  expect(seen.at(-1)).toMatchObject({ software: { state: 'completed' } });
});

test('a time that changed alone is no change', async () => {
  await start();
  await run({ software: 'completed', instance: 'completed' });
  await utimes(join(workspace, 'stack.cfg'), 1, 1);
  await change('workspace/stack.cfg');
  expect(states()).toEqual(['completed', 'completed', []]);
});

test('counts files that are added, deleted and moved, also in what it extends', async () => {
  await start();
  await run({ software: 'completed', instance: 'completed' });
  await writeFile(join(workspace, 'extra.in'), '');
  await change('workspace/extra.in', 'created');
  await rename(
    join(workspace, 'software/sample/instance.cfg.in'),
    join(workspace, 'software/sample/moved.in'),
  );
  await change('workspace/software/sample', 'directory');
  expect(states()[2]).toEqual([
    'added workspace/extra.in',
    'deleted workspace/software/sample/instance.cfg.in',
    'added workspace/software/sample/moved.in',
  ]);
});

test('what failed stays failed, whatever is edited', async () => {
  await start();
  await run({ software: 'completed', instance: 'failed' });
  await writeFile(join(workspace, 'stack.cfg'), '[buildout]\n# edited\n');
  await change('workspace/stack.cfg');
  expect(states()).toEqual(['outdated', 'failed', ['changed workspace/stack.cfg']]);
});

test('the next run is what counts from then on', async () => {
  await start();
  await run({ software: 'completed', instance: 'completed' });
  await writeFile(join(workspace, 'stack.cfg'), '[buildout]\n# edited\n');
  await change('workspace/stack.cfg');
  expect(states()[0]).toBe('outdated');
  await run({ software: 'completed', instance: 'completed' });
  expect(states()).toEqual(['completed', 'completed', []]);
});

test('knows after a restart what was edited while no server ran', async () => {
  await start();
  await run({ software: 'completed', instance: 'completed' });
  await owned.dispose();
  owned = new DisposableStore();
  await writeFile(join(workspace, 'stack.cfg'), '[buildout]\n# edited\n');
  await start();
  await service.settled();
  expect(states()).toEqual(['outdated', 'outdated', ['changed workspace/stack.cfg']]);
});

test('does without a list of inputs that is damaged or missing', async () => {
  await start();
  await run({ software: 'completed', instance: 'completed' });
  await owned.dispose();
  owned = new DisposableStore();
  const manifest = join(folder, 'runs/1/inputs.json');
  await writeFile(manifest, (await readFile(manifest, 'utf8')).slice(0, 40));
  await start();
  await service.settled();
  expect(states()).toEqual(['completed', 'completed', []]);
});

test('what was built is what the last build was made of, not an instance that was deployed since', async () => {
  await start();
  await run({ software: 'completed', instance: 'completed' });
  await writeFile(join(workspace, 'stack.cfg'), '[buildout]\n# edited\n');
  await change('workspace/stack.cfg');
  await run({ software: 'completed', instance: 'completed' }, { steps: ['instance'] });
  expect(states()).toEqual(['outdated', 'outdated', ['changed workspace/stack.cfg']]);
});

const instanceStates = () =>
  service
    .list()[0]
    ?.instances.map(({ reference, status, rebuilt }) => [
      ...[reference, status.state, rebuilt?.changes.map(({ path, kind }) => `${kind} ${path}`)],
    ]);
const done = { software: 'completed', instance: 'completed' } as const;

test('an instance is not up to date when the release was built from other files for another one', async () => {
  await start();
  await run(done);
  await run(done, { reference: 'b' });
  await writeFile(join(workspace, 'stack.cfg'), '[buildout]\n# edited\n');
  await run(done);
  expect(states()).toEqual(['completed', 'completed', []]);
  const behind = ['b', 'outdated', ['changed workspace/stack.cfg']];
  expect(instanceStates()).toEqual([['sample', 'completed', undefined], behind]);
  expect(seen.at(-1)?.instances[1]).toMatchObject({ status: { run: 2 }, rebuilt: { before: 2, after: 3 } });
  await owned.dispose();
  owned = new DisposableStore();
  await start();
  await service.settled();
  expect(instanceStates()?.[1]).toEqual(behind);
  await run(done, { reference: 'b', steps: ['instance'] });
  expect(instanceStates()?.[1]).toEqual(['b', 'completed', undefined]);
});

test('a build with nothing changed leaves the other instances up to date, and so does one that failed', async () => {
  await start();
  await run(done, { reference: 'b' });
  await utimes(join(workspace, 'stack.cfg'), 1, 1);
  await run(done);
  expect(instanceStates()?.[1]).toEqual(['b', 'completed', undefined]);
  await writeFile(join(workspace, 'stack.cfg'), '[buildout]\n# edited\n');
  await run({ software: 'failed', instance: 'cancelled' });
  expect(instanceStates()?.[1]).toEqual(['b', 'completed', undefined]);
});

test('nothing is said of an instance where it is not known what it was deployed from', async () => {
  await start();
  await run(done, { reference: 'b' });
  await rm(join(folder, 'runs/1/inputs.json'));
  await writeFile(join(workspace, 'stack.cfg'), '[buildout]\n# edited\n');
  await run(done);
  expect(instanceStates()?.[1]).toEqual(['b', 'completed', undefined]);
});

test('a release that was removed is idle, and nothing of it has changed', async () => {
  await start();
  await run({ software: 'completed', instance: 'completed' });
  await run({ software: 'completed', instance: 'completed' }, { action: 'remove', steps: ['software'] });
  await writeFile(join(workspace, 'stack.cfg'), '[buildout]\n# edited\n');
  await change('workspace/stack.cfg');
  expect(states()).toEqual(['idle', 'completed', []]);
});

test('a run on all writes down what every release that was built is made of', async () => {
  await writeRelease('another');
  await writeRelease('never');
  await start();
  await run(
    { software: 'completed', instance: 'completed' },
    { release: release('another'), reference: 'another' },
  );
  const all = runStore.directory(
    await run({ software: 'completed', instance: 'completed' }, { scope: 'all' }),
  );
  expect(Object.keys((await readInputs(all, 'sample')) ?? {})).toContain('software/sample/software.cfg');
  expect(Object.keys((await readInputs(all, 'another')) ?? {})).toContain('software/another/software.cfg');
  expect(await readInputs(all, 'never')).toBeUndefined();
});

test('keeps the content of an input as it was, once', async () => {
  await start();
  const sumOf = async (id: number) =>
    (await readInputs(runStore.directory(id), 'sample'))?.['software/sample/instance.cfg.in']?.sha256 ?? '';
  const first = await run({ software: 'completed', instance: 'completed' });
  await writeFile(join(workspace, 'software/sample/instance.cfg.in'), 'later');
  const second = await run({ software: 'completed', instance: 'completed' });
  const third = await run({ software: 'completed', instance: 'completed' });
  expect(String(await inputStore.read(await sumOf(first)))).toBe('text');
  expect(String(await inputStore.read(await sumOf(second)))).toBe('later');
  expect(await sumOf(third)).toBe(await sumOf(second));
});

test('copies nothing from outside the workspace, and no content of more than 1 MiB', async () => {
  await writeFile(join(folder, 'secret'), 'secret');
  await symlink(join(folder, 'secret'), join(workspace, 'software/sample/link'));
  await writeFile(join(workspace, 'software/sample/large'), Buffer.alloc(1024 * 1024 + 1));
  await start();
  const inputs = await readInputs(
    runStore.directory(await run({ software: 'completed', instance: 'completed' })),
    'sample',
  );
  for (const name of ['link', 'large']) {
    const sum = inputs?.[`software/sample/${name}`]?.sha256 ?? '';
    expect(sum).toMatch(/^[0-9a-f]{64}$/);
    expect(inputStore.has(sum)).toBe(false);
  }
});

test('tells of each edit of what was built, also of one after another of the same file', async () => {
  await start();
  await writeFile(join(workspace, 'stack.cfg'), '[buildout]\n# never built\n');
  await change('workspace/stack.cfg');
  await run({ software: 'failed', instance: 'cancelled' });
  expect(edited).toEqual([]);
  for (const text of ['# one', '# two!']) {
    await writeFile(join(workspace, 'stack.cfg'), `[buildout]\n${text}\n`);
    await change('workspace/stack.cfg');
  }
  expect(edited).toEqual(['sample', 'sample']);
  await writeFile(join(workspace, '.hidden'), '');
  await change('workspace/.hidden');
  expect(edited).toHaveLength(2);
});

const elsewhere = 'https://example.org/a/software.cfg';

/** A host whose Master has these releases. */
async function startWith(urls: readonly string[]): Promise<StandIn> {
  const standIn = await writeStandIn(folder);
  await standIn.setReleases(urls);
  await start(folder);
  return standIn;
}
const names = () => service.list().map(({ name, isGone }) => `${name}${isGone === true ? ' (gone)' : ''}`);

test('lists what SlapOS has and the workspace has no longer, and what it has by URL, until it is removed', async () => {
  const deleted = release('deleted').url;
  const standIn = await startWith([deleted, release('sample').url, elsewhere]);
  const listed = vi.fn();
  owned.add(service.listChanged.on(listed));
  await vi.waitFor(() => expect(names()).toEqual(['deleted (gone)', elsewhere, 'sample']), 5000);
  expect(listed).toHaveBeenCalledTimes(1);
  expect(service.list()[0]).toMatchObject({
    ...{ name: 'deleted', path: 'workspace/software/deleted/software.cfg', url: deleted },
    ...{ changes: [], software: { state: 'idle' }, instances: [{ reference: 'deleted' }] },
  });
  expect(service.list()[1]).toMatchObject({ path: elsewhere, url: elsewhere });
  expect(await service.find(elsewhere)).toMatchObject({ name: elsewhere });

  await expect(service.find('deleted')).rejects.toMatchObject({
    ...{ code: 'not_found', message: expect.stringContaining('can only be removed') as unknown },
  });
  expect(await service.findKept('deleted')).toMatchObject({ url: deleted, isGone: true });
  expect(await service.findKept(elsewhere)).toMatchObject({ url: elsewhere });
  expect(await service.findKept('sample')).not.toHaveProperty('isGone');
  await expect(service.findKept('never')).rejects.toMatchObject({ code: 'not_found' });

  await standIn.setReleases([elsewhere]);
  await run(done, { release: release('deleted'), action: 'remove', steps: ['software'] });
  await vi.waitFor(() => expect(names()).toEqual([elsewhere, 'sample']));
});

test('a release whose folder is renamed is gone under its old name, keeps its states, and is back with its folder', async () => {
  await startWith([release('sample').url]);
  await run(done);
  const [before, after] = ['sample', 'renamed'].map((name) => join(workspace, 'software', name));
  await rename(before ?? '', after ?? '');
  await change('workspace/software', 'directory');
  await vi.waitFor(() => expect(names()).toEqual(['renamed', 'sample (gone)']), 5000);
  expect(service.list()[1]).toMatchObject({
    software: { state: 'completed', run: 1 },
    instances: [{ reference: 'sample', status: { state: 'completed' } }],
  });
  await run({ software: 'completed', instance: 'failed' });
  expect(seen.at(-1)).toMatchObject({ name: 'sample', isGone: true });
  await rename(after ?? '', before ?? '');
  await change('workspace/software', 'directory');
  expect(names()).toEqual(['sample']);
});

test('only the engine knows of releases that are gone', async () => {
  await start();
  await expect(service.findKept('deleted')).rejects.toMatchObject({ code: 'engine_unavailable' });
});

test('a promise that was checked since the last run changes the state of the release', async () => {
  await start();
  await run(done);
  const promise = {
    name: 'web.py',
    title: 'web',
    failed: true,
    message: 'No answer.',
    trouble: "Promise 'web' failed: No answer.",
  };
  const instance = {
    ...{
      computer: 'local',
      partition: 'slappart0',
      reference: 'sample',
      release: 'sample',
      softwareType: 'default',
    },
    ...{ requestedState: 'started', instanceParameters: {}, connectionParameters: {}, processes: [] },
    promises: [{ ...promise, date: new Date().toISOString() }],
  };
  service.noteInstances([instance]);
  expect(seen.at(-1)?.instances[0]?.status).toMatchObject({
    ...{ state: 'promiseFailed', run: 1, reason: "Promise 'web' failed: No answer." },
  });
  const count = seen.length;
  service.noteInstances([{ ...instance }]);
  expect(seen).toHaveLength(count);
  service.noteInstances([
    { ...instance, promises: [{ ...promise, failed: false, date: '2200-01-01T00:00:00Z' }] },
  ]);
  expect(seen.at(-1)?.instances[0]?.status.state).toBe('completed');
});
