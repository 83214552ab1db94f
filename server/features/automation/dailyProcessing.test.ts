import { expect, test } from 'vitest';
import type { SoftwareInstance } from '../../../shared/instances.ts';
import type { Run } from '../../../shared/runs.ts';
import { createDailyProcessing } from './dailyProcessing.ts';

const hour = 3_600_000;
const minute = 60_000;
const now = Date.parse('2026-03-04T05:06:07Z');
const hoursAgo = (hours: number) => new Date(now - hours * hour).toISOString();

const instance = (number: number, more: Partial<SoftwareInstance> = {}): SoftwareInstance => ({
  ...{ computer: 'local', partition: `slappart${number}`, reference: `ref${number}`, release: 'sample' },
  ...{ softwareType: 'default', requestedState: 'started', instanceParameters: {}, connectionParameters: {} },
  ...{ processes: [], promises: [], ...more },
});

/** A run whose instance step began and ended so many hours ago. */
const run = (hours: number, more: Partial<Run> = {}, state: Run['state'] = 'completed'): Run => ({
  ...{ id: 1, release: 'sample', reference: 'ref0', action: 'rebuild', trigger: 'user', scope: 'one' },
  ...{ computer: 'local', verbose: false, force: true, createdAt: hoursAgo(hours), state },
  steps: [{ kind: 'instance', state, startedAt: hoursAgo(hours), finishedAt: hoursAgo(hours), logSize: 0 }],
  ...more,
});

function next(instances: SoftwareInstance[], runs: Run[] = [], at = now): string | undefined {
  return createDailyProcessing(2 * minute).next(instances, () => runs, at)?.partition;
}

test.each<[string, string | undefined, Partial<SoftwareInstance>, Run[]]>([
  ['is due a day after it was processed', 'slappart0', { processed: hoursAgo(24) }, []],
  ['is not due before', undefined, { processed: hoursAgo(23.9) }, []],
  ['is due where it never was', 'slappart0', {}, []],
  ['is due also where it is stopped', 'slappart0', { requestedState: 'stopped' }, []],
  ['is not due where it is to be destroyed', undefined, { requestedState: 'destroyed' }, []],
  ['is not due after a run that went well', undefined, {}, [run(23)]],
  ['is due by its partition, whatever the runs say', 'slappart0', { processed: hoursAgo(25) }, [run(1)]],
  ['is due a day after that', 'slappart0', {}, [run(25)]],
  ['is not due after a run on all', undefined, {}, [run(23, { scope: 'all', reference: 'x' })]],
  ['is due after a run on another instance', 'slappart0', {}, [run(1, { reference: 'x' })]],
  ['is not due soon after a run that failed', undefined, {}, [run(5, {}, 'failed'), run(30)]],
  ['is due some hours after that', 'slappart0', {}, [run(7, {}, 'promiseFailed'), run(30)]],
  ['is due where the failed run did not come to it', 'slappart0', {}, [run(1, { steps: [] }, 'failed')]],
  ['is due where the clock was ahead', 'slappart0', { processed: hoursAgo(-9999) }, [run(-9999)]],
])('an instance %s', (_, partition, changes, runs) => {
  expect(next([instance(0, changes)], runs)).toBe(partition);
});

test('of a run on all, what came of the instance counts', () => {
  const onAll = run(1, { scope: 'all' }, 'failed');
  const results = [
    { subject: 'slappart0', state: 'completed' as const },
    { subject: 'slappart1', state: 'failed' as const },
  ];
  const runs = [{ ...onAll, steps: onAll.steps.map((step) => ({ ...step, results })) }];
  expect(next([instance(0)], runs, now + 12 * hour)).toBeUndefined();
  expect(next([instance(1)], runs, now + 12 * hour)).toBe('slappart1');
});

test('a tree is due with the first of its instances, and the user’s is taken', () => {
  const fresh = instance(0, { processed: hoursAgo(1) });
  const child = (processed: string) =>
    instance(1, { requestedBy: { computer: 'local', partition: 'slappart0' }, processed });
  expect(next([fresh, child(hoursAgo(25))])).toBe('slappart0');
  expect(next([fresh, child(hoursAgo(2))])).toBeUndefined();
});

test('twenty that are due at once are taken one by one, the longest first, with a pause between', () => {
  const daily = createDailyProcessing(2 * minute);
  const due = Array.from({ length: 20 }, (_, number) =>
    instance(number, { processed: hoursAgo(100 - number) }),
  );
  const taken: [string, number][] = [];
  for (let at = now; at < now + hour; at += minute) {
    const found = daily.next(due, () => [], at);
    if (found === undefined) continue;
    daily.note(found, at);
    taken.push([found.partition, (at - now) / minute]);
  }
  expect(taken).toEqual(due.map(({ partition }, number) => [partition, 2 * number]));
});

test('one that could not be started is tried again some hours later', () => {
  const daily = createDailyProcessing(2 * minute);
  daily.note(instance(0), now);
  const isDue = (hours: number) => daily.next([instance(0)], () => [], now + hours * hour) !== undefined;
  expect([isDue(1), isDue(5), isDue(6)]).toEqual([false, false, true]);
});

test('after a clock that was set back, what was taken before does not keep the others waiting', () => {
  const daily = createDailyProcessing(2 * minute);
  daily.note(instance(0), now + 48 * hour);
  expect(daily.next([instance(0)], () => [], now)?.partition).toBe('slappart0');
});
