import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { appendFile, mkdir, mkdtemp, readFile, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Run } from '../../shared/runs.ts';
import { DisposableStore, toDisposable } from '../core/kit/lifecycle.ts';
import type { RunStore } from './runStore.ts';
import { openRunStore } from './runStore.ts';
import { sampleDraft as draft, writeRun } from './testing/writeRun.ts';

let folder: string;
let owned: DisposableStore;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'runs-'));
  owned = new DisposableStore();
});
afterEach(async () => {
  await owned.dispose();
  await rm(folder, { recursive: true });
});

async function open(): Promise<RunStore> {
  return owned.add(await openRunStore(folder));
}

/** A process that counts as the leader of a run. */
async function startLeader() {
  const leader = spawn('sleep', ['300']);
  owned.add(toDisposable(() => void leader.kill('SIGKILL')));
  await once(leader, 'spawn');
  const { pid } = leader;
  if (pid === undefined) throw new Error('no leader');
  return { pid, kill: () => leader.kill('SIGKILL') };
}

async function becomes(store: RunStore, id: number, state: Run['state']): Promise<Run> {
  await vi.waitFor(() => expect(store.get(id).state).toBe(state), { timeout: 8000, interval: 10 });
  return store.get(id);
}

const nothing = () => Promise.resolve({});

test('finds the runs of earlier servers, latest first, with the sizes of their logs', async () => {
  await writeRun(join(folder, '9'), { software: 'completed', instance: 'promiseFailed' });
  await writeRun(join(folder, '10'), { software: 'failed', instance: 'cancelled' });
  await writeFile(join(folder, '10/software.log'), '12345');
  const store = await open();
  expect(store.list().map(({ id, state }) => [id, state])).toEqual([
    [10, 'failed'],
    [9, 'promiseFailed'],
  ]);
  expect(store.get(10).steps.map(({ logSize }) => logSize)).toEqual([5, 0]);
  expect(store.list({ limit: 1 })).toHaveLength(1);
  expect(store.list({ release: 'other' })).toEqual([]);
  expect(() => store.get(11)).toThrow('There is no run 11.');
});

test('follows a run whose leader lives to its end', async () => {
  const leader = await startLeader();
  await writeRun(join(folder, '1'), { software: 'running', instance: 'queued' }, leader.pid);
  const store = await open();
  const seen: Run['state'][] = [];
  store.changed.on((run) => seen.push(run.state));
  expect(store.active()).toMatchObject({ id: 1, state: 'running' });
  await writeRun(join(folder, '1'), { software: 'completed', instance: 'running' }, leader.pid);
  await vi.waitFor(() => expect(store.get(1).steps[1]?.state).toBe('running'), 5000);
  const over = store.whenOver(1);
  await writeRun(join(folder, '1'), { software: 'completed', instance: 'completed' }, leader.pid);
  expect((await over).state).toBe('completed');
  expect(store.active()).toBeUndefined();
  expect(seen).toEqual(['running', 'completed']);
});

test('marks a run interrupted, for ever, when its leader is found dead', async () => {
  await writeRun(join(folder, '1'), { software: 'completed', instance: 'running' });
  const store = await open();
  expect(await becomes(store, 1, 'interrupted')).toMatchObject({
    steps: [{ state: 'completed' }, { state: 'interrupted' }],
  });
  await store.dispose();
  const next = await open();
  expect(next.get(1).state).toBe('interrupted');
  expect(next.active()).toBeUndefined();
});

test('marks a run interrupted when its leader is killed, though a process of its pid lives on', async () => {
  const leader = await startLeader();
  await writeRun(join(folder, '1'), { software: 'running', instance: 'queued' }, leader.pid);
  const store = await open();
  expect(store.get(1).state).toBe('running');
  leader.kill();
  await becomes(store, 1, 'interrupted');

  await writeRun(join(folder, '2'), { software: 'running', instance: 'queued' }, process.pid);
  const path = join(folder, '2/status.json');
  await writeFile(path, (await readFile(path, 'utf8')).replace(/"startTime":"\d+"/, '"startTime":"1"'));
  await becomes(await open(), 2, 'interrupted');
});

test('a run that never began is interrupted', async () => {
  await writeRun(join(folder, '1'), { software: 'queued', instance: 'queued' });
  await rm(join(folder, '1/status.json'));
  const store = await open();
  expect(store.get(1).state).toBe('queued');
  expect((await becomes(store, 1, 'interrupted')).steps[0]?.reason).toContain('before the run began');
});

test('sets damaged files aside, does not give their numbers away again, and works on', async () => {
  await writeRun(join(folder, '5'), { software: 'completed', instance: 'completed' });
  await truncate(join(folder, '5/status.json'), 20);
  await writeRun(join(folder, '6'), { software: 'completed', instance: 'completed' });
  await writeFile(join(folder, '6/run.json'), '\0\0\0');
  await mkdir(join(folder, 'stray'));
  const store = await open();
  expect(store.list().map(({ id }) => id)).toEqual([5]);
  expect(await readdir(join(folder, '5'))).toContain('status.json.invalid');
  expect(await readdir(join(folder, '6'))).toContain('run.json.invalid');
  // Its exit code is not on record any more.
  await becomes(store, 5, 'interrupted');
  expect((await store.create(draft, nothing)).id).toBe(7);
});

test('keeps what it had read when the status cannot be read for a moment', async () => {
  const leader = await startLeader();
  await writeRun(join(folder, '1'), { software: 'running', instance: 'queued' }, leader.pid);
  const store = await open();
  await writeFile(join(folder, '1/status.json'), '{"version":');
  await new Promise((resolve) => setTimeout(resolve, 1500));
  expect(store.get(1).state).toBe('running');
  await writeRun(join(folder, '1'), { software: 'completed', instance: 'completed' }, leader.pid);
  await becomes(store, 1, 'completed');
});

test('tells of a new run when it is followed, and numbers runs upwards', async () => {
  const store = await open();
  const seen: number[] = [];
  store.changed.on(({ id }) => seen.push(id));
  const first = await store.create(draft, async (directory) => {
    await writeFile(join(directory, 'inputs.json'), '{}');
    return { revision: { commit: 'a'.repeat(40), dirty: true } };
  });
  expect(first.revision?.dirty).toBe(true);
  expect(store.active()?.id).toBe(first.id);
  expect(seen).toEqual([]);
  store.follow(first.id, false);
  expect(seen).toEqual([first.id]);
  await store.judge(first.id, { state: 'cancelled', reason: 'Stopped.' });
  const second = await store.create(draft, nothing);
  await store.discard(second.id);
  expect((await store.create(draft, nothing)).id).toBe(first.id + 2);
});

test('leaves nothing behind of a run that could not be made', async () => {
  const store = await open();
  const full = Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' });
  await expect(store.create(draft, () => Promise.reject(full))).rejects.toMatchObject({
    code: 'disk_full',
  });
  expect(await readdir(folder)).toEqual([]);
  expect(store.active()).toBeUndefined();
});

test('reads the runs of an earlier version as the rebuilds that they were', async () => {
  await writeRun(join(folder, '1'), { software: 'completed', instance: 'completed' });
  const { release, steps } = draft;
  const createdAt = '2026-01-02T03:04:05.000Z';
  await writeFile(
    join(folder, '1/run.json'),
    JSON.stringify({ version: 1, id: 1, release, createdAt, steps }),
  );
  expect((await open()).get(1)).toMatchObject({
    ...{ release: 'sample', reference: 'sample', action: 'rebuild', trigger: 'user' },
    ...{ scope: 'one', verbose: false, force: true, state: 'completed', computer: 'local' },
  });
});

test('reads runs of the time when there was one computer as those of this one', async () => {
  await writeRun(join(folder, '1'), { software: 'completed', instance: 'completed' });
  const { computer, ...earlier } = draft;
  expect(computer).toBe('local');
  const createdAt = '2026-01-02T03:04:05.000Z';
  const alarm = { partition: 'slappart1', message: 'web exited' };
  await writeFile(
    join(folder, '1/run.json'),
    JSON.stringify({ ...earlier, version: 2, id: 1, createdAt, expectedMs: {}, trigger: 'bang', alarm }),
  );
  expect((await open()).get(1)).toMatchObject({
    computer: 'local',
    alarm: { computer: 'local', partition: 'slappart1', message: 'web exited' },
  });
});

test('tells of the part that a running step is at, and of none when it has ended', async () => {
  const leader = await startLeader();
  await writeRun(join(folder, '1'), { software: 'completed', instance: 'running' }, leader.pid);
  const store = await open();
  const say = (event: object) =>
    appendFile(
      join(folder, '1/instance.parts.jsonl'),
      `${JSON.stringify({ t: 1, folder: '/i/slappart3', ...event })}\n`,
    );
  await say({ event: 'parts', total: 2 });
  await say({ event: 'begin', part: 'old', action: 'uninstall' });
  await say({ event: 'begin', part: 'publish', action: 'install' });
  await vi.waitFor(() =>
    expect(store.get(1).steps[1]?.progress).toEqual({
      part: 'publish',
      index: 1,
      total: 2,
      partition: 'slappart3',
    }),
  );
  await writeRun(join(folder, '1'), { software: 'completed', instance: 'completed' }, leader.pid);
  await becomes(store, 1, 'completed');
  expect(store.get(1).steps[1]).not.toHaveProperty('progress');
});

test('tells which release the part that is built belongs to', async () => {
  const leader = await startLeader();
  await writeRun(join(folder, '1'), { software: 'running', instance: 'queued' }, leader.pid);
  const path = join(folder, '1/run.json');
  const url = 'https://example.org/other/software.cfg';
  const all = { scope: 'all', releases: [{ name: url, url }] };
  const record: unknown = JSON.parse(await readFile(path, 'utf8'));
  await writeFile(path, JSON.stringify(Object.assign({}, record, all)));
  const store = await open();
  const say = (event: object) =>
    appendFile(join(folder, '1/software.parts.jsonl'), `${JSON.stringify({ t: 1, ...event })}\n`);
  for (const [profile, name] of [
    ['/w/software/sample/software.cfg', 'sample'],
    [url, url],
    ['https://example.org/unknown.cfg', undefined],
  ] as const) {
    const built = `/soft/${createHash('md5').update(profile).digest('hex')}`;
    expect(store.releaseIn(1, built)).toBe(name);
    await say({ event: 'parts', total: 1, folder: built });
    await say({ event: 'begin', part: profile, action: 'install', folder: built });
    await vi.waitFor(() =>
      expect(store.get(1).steps[0]?.progress).toEqual({
        ...{ part: profile, index: 1, total: 1 },
        ...(name === undefined ? {} : { release: name }),
      }),
    );
  }
});

test('lists the runs before a run, a page at a time', async () => {
  for (const id of ['1', '2', '3', '10']) {
    await writeRun(join(folder, id), { software: 'completed', instance: 'completed' });
  }
  const store = await open();
  expect(store.list({ before: 10, limit: 2 }).map(({ id }) => id)).toEqual([3, 2]);
  expect(store.list({ before: 1 })).toEqual([]);
});

test('keeps as many runs as it is told to, and says when it has removed some', async () => {
  for (const id of ['1', '2', '3']) {
    await writeRun(join(folder, id), { software: 'completed', instance: 'completed' });
  }
  let kept = 3;
  const store = owned.add(await openRunStore(folder, () => kept));
  const pruned = vi.fn();
  store.pruned.on(pruned);
  await store.prune();
  expect(pruned).not.toHaveBeenCalled();
  kept = 1;
  await store.prune();
  expect(pruned).toHaveBeenCalledTimes(1);
  expect(await readdir(folder)).toEqual(['3']);
});

test('keeps the last 200 runs, the last of each release, and the active one', async () => {
  for (let id = 1; id <= 210; id++) {
    await writeRun(join(folder, String(id)), { software: 'completed', instance: 'completed' });
  }
  for (const id of [1, 2, 3]) {
    const path = join(folder, String(id), 'run.json');
    const text = await readFile(path, 'utf8');
    await writeFile(path, text.replace('"name":"sample"', `"name":"${id === 3 ? 'rare' : 'old'}"`));
  }
  await writeRun(join(folder, '4'), { software: 'running', instance: 'queued' }, process.pid);
  const store = await open();
  const kept = (await readdir(folder)).map(Number).sort((a, b) => a - b);
  expect(kept).toEqual([2, 3, 4, ...Array.from({ length: 200 }, (_, index) => 11 + index)]);
  expect(store.list()).toHaveLength(203);
});
