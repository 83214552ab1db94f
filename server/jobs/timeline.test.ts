import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { RunStep } from '../../shared/runs.ts';
import { readTimeline } from './timeline.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'timeline-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

const startedAt = '2026-01-02T03:04:05.000Z';
const origin = Date.parse(startedAt) / 1000;
const step = (kind: RunStep['kind']): RunStep => ({ kind, state: 'running', startedAt, logSize: 0 });
const nameOf = (path: string) => (path === '/s/0123' ? 'sample' : undefined);
const write = (kind: string, events: readonly object[], end = '') =>
  writeFile(
    join(folder, `${kind}.parts.jsonl`),
    events.map((one) => `${JSON.stringify(one)}\n`).join('') + end,
  );

test('gives each part its time, that of a partition apart from the same part of another', async () => {
  const software = '/s/0123';
  await write('software', [
    { t: origin + 1, event: 'parts', total: 2, folder: software },
    { t: origin + 1, event: 'begin', part: 'old', action: 'uninstall', folder: software },
    { t: origin + 1.5, event: 'end', part: 'old', ok: true, folder: software },
    { t: origin + 2, event: 'begin', part: 'web', action: 'install', folder: software },
    { t: origin + 5.25, event: 'end', part: 'web', ok: false, folder: software },
  ]);
  await write(
    'instance',
    [
      { t: origin + 6, event: 'begin', part: 'publish', action: 'install', folder: '/i/slappart0' },
      { t: origin + 6.5, event: 'begin', part: 'publish', action: 'update', folder: '/i/slappart12' },
      { t: origin + 7, event: 'end', part: 'publish', ok: true, folder: '/i/slappart0' },
      { t: origin + 7, event: 'end', part: 'never begun', ok: true, folder: '/i/slappart0' },
    ],
    '{"t": 1, "event": "beg',
  );
  expect(await readTimeline(folder, [step('software'), step('instance')], nameOf)).toEqual([
    {
      ...{ step: 'software', release: 'sample' },
      ...{ part: 'old', action: 'uninstall', startMs: 1000, durationMs: 500 },
    },
    {
      ...{ step: 'software', release: 'sample' },
      ...{ part: 'web', action: 'install', startMs: 2000, durationMs: 3250, failed: true },
    },
    {
      step: 'instance',
      partition: 'slappart0',
      part: 'publish',
      action: 'install',
      startMs: 6000,
      durationMs: 1000,
    },
    { step: 'instance', partition: 'slappart12', part: 'publish', action: 'update', startMs: 6500 },
  ]);
});

test('is empty where nothing was written down', async () => {
  expect(await readTimeline(folder, [step('software')], nameOf)).toEqual([]);
});

test('knows no negative times, though the clock was set back', async () => {
  await write('software', [
    { t: origin - 60, event: 'begin', part: 'web', action: 'install', folder: '/s' },
    { t: origin - 90, event: 'end', part: 'web', ok: true, folder: '/s' },
  ]);
  expect(await readTimeline(folder, [step('software')], nameOf)).toMatchObject([
    { startMs: 0, durationMs: 0 },
  ]);
});
