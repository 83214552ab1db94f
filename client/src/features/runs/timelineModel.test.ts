import { expect, test } from 'vitest';
import type { RunStep, TimelinePart } from '../../../../shared/runs.ts';
import { axisTicks, timelineModel } from './timelineModel.ts';

const software: RunStep = { kind: 'software', state: 'completed', durationMs: 3000, logSize: 1 };
const instance: RunStep = { kind: 'instance', state: 'running', logSize: 1 };
const part = (
  name: string,
  startMs: number,
  durationMs?: number,
  more: Partial<TimelinePart> = {},
): TimelinePart => ({
  step: 'software',
  part: name,
  action: 'install',
  startMs,
  ...(durationMs !== undefined && { durationMs }),
  ...more,
});
const inPartition = (name: string) => ({ step: 'instance' as const, partition: name });

test('the instance step follows the software step on one axis, each partition on its own', () => {
  const { groups, endMs } = timelineModel(
    [
      part('go', 100, 2000),
      part('directory', 50, 10, inPartition('slappart0')),
      part('publish', 70, 5, inPartition('slappart0')),
      part('directory', 100, 400, inPartition('slappart1')),
    ],
    [software, { ...instance, state: 'completed' }],
  );
  expect(
    groups.map(({ step, partition, totalMs, rows }) => [
      step,
      partition,
      totalMs,
      rows.map(({ startMs }) => startMs),
    ]),
  ).toEqual([
    ['software', undefined, 2000, [100]],
    ['instance', 'slappart0', 15, [3050, 3070]],
    ['instance', 'slappart1', 400, [3100]],
  ]);
  expect(endMs).toBe(3500);
});

test('each release has its parts, and one that is uninstalled first counts once', () => {
  const of = (release: string, action: TimelinePart['action'] = 'install') => ({ release, action });
  const { groups } = timelineModel(
    [
      part('slow1', 0, 10, of('slow', 'uninstall')),
      part('slow1', 10, 800, of('slow')),
      part('go', 900, 200, of('fast')),
      part('slow2', 1200, 90, of('slow')),
    ],
    [software],
  );
  expect(groups.map(({ release, parts, totalMs }) => [release, parts, totalMs])).toEqual([
    ['slow', 2, 900],
    ['fast', 1, 200],
  ]);
});

test('what a step took and its parts did not is told once the step is over, after its last group', () => {
  const parts = [
    part('go', 500, 2000, { release: 'a' }),
    part('go', 2600, 300, { release: 'b' }),
    part('publish', 0, 5, inPartition('slappart0')),
  ];
  expect(timelineModel(parts, [software, instance], 10).groups.map(({ outsideMs }) => outsideMs)).toEqual([
    undefined,
    700,
    undefined,
  ]);
});

test('a part that goes on grows with the clock, one that never ended has no duration', () => {
  const parts = [part('left over', 0), part('directory', 200, undefined, inPartition('slappart0'))];
  const rows = timelineModel(parts, [software, instance], 900).groups.flatMap((group) => group.rows);
  expect(rows.map(({ durationMs, going }) => [durationMs, going])).toEqual([
    [undefined, false],
    [700, true],
  ]);
});

test('what took longest is marked, but not among a few parts, nor where all took alike', () => {
  const slowOf = (...durations: number[]) =>
    timelineModel(
      durations.map((duration, index) => part(`p${index}`, 0, duration)),
      [software],
    ).groups.flatMap(({ rows }) => rows.map(({ slow }) => slow));
  expect(slowOf(1, 500, 2, 300, 1)).toEqual([false, true, false, true, false]);
  expect(slowOf(500, 1)).toEqual([false, false]);
  expect(slowOf(1, 50, 2, 30, 1)).toEqual([false, false, false, false, false]);
  expect(slowOf(...Array.from({ length: 20 }, () => 10)).filter(Boolean)).toEqual([]);
});

test('without parts the axis still has a length', () => {
  expect(timelineModel([], [software])).toEqual({ groups: [], endMs: 1 });
});

test.each([
  [1000, [0, 200, 400, 600, 800, 1000]],
  [2100, [0, 500, 1000, 1500, 2000]],
  [61_000, [0, 15_000, 30_000, 45_000, 60_000]],
  [250_000, [0, 60_000, 120_000, 180_000, 240_000]],
])('an axis of %d ms has round times', (end, ticks) => {
  expect(axisTicks(end)).toEqual(ticks);
});
