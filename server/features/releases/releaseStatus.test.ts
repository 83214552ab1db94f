import { expect, test } from 'vitest';
import type { SoftwareInstance } from '../../../shared/instances.ts';
import type { Run, RunStep, StepKind } from '../../../shared/runs.ts';
import { sampleDraft } from '../../jobs/testing/writeRun.ts';
import { toRun } from '../../jobs/toRun.ts';
import { instanceStatuses, softwareStatus } from './releaseStatus.ts';

type Outcomes = Partial<Record<StepKind, Partial<RunStep>>>;

/** A run of `sample` whose steps came out like this. */
function run(id: number, outcomes: Outcomes, more: Partial<Run> = {}): Run {
  const record = {
    ...sampleDraft,
    version: 2,
    id,
    createdAt: '2026-01-02T03:04:05Z',
    expectedMs: {},
  } as const;
  const steps = (['software', 'instance'] as const).flatMap((kind): RunStep[] => {
    const outcome = outcomes[kind];
    return outcome === undefined ? [] : [{ kind, state: 'completed', logSize: 0, ...outcome }];
  });
  return { ...toRun({ record, status: undefined, logSizes: {} }), state: 'completed', ...more, steps };
}
const both = { software: {}, instance: {} };
const facts = (hasChanges = false, seen: SoftwareInstance[] = []) => ({
  hasChanges,
  compareBuilds: () => undefined,
  seen,
});
const instances = (runs: readonly Run[], hasChanges = false) =>
  instanceStatuses('sample', runs, facts(hasChanges)).map(({ reference, status }) => [
    reference,
    status.state,
    status.run,
  ]);

test('the software is what the last run with a software step says, the instance likewise', () => {
  const runs = [
    run(3, { instance: { state: 'promiseFailed', reason: 'Why.', durationMs: 5 } }),
    run(2, { software: { state: 'failed' }, instance: { state: 'cancelled' } }),
    run(1, both, { release: 'other', reference: 'other' }),
  ];
  expect(softwareStatus('sample', runs, true)).toEqual({ state: 'failed', run: 2 });
  expect(instanceStatuses('sample', runs, facts())).toEqual([
    { reference: 'sample', status: { state: 'promiseFailed', run: 3, reason: 'Why.', durationMs: 5 } },
  ]);
  expect(instances(runs, true)).toEqual([['sample', 'outdated', 3]]);
  expect(softwareStatus('new', runs, false)).toEqual({ state: 'idle' });
});

test('an instance is there from its first run to its destruction; that named as the release always', () => {
  const destroy = (id: number, reference: string, state: RunStep['state'] = 'completed') =>
    run(id, { instance: { state } }, { action: 'destroy', reference });
  const runs = [
    run(3, { instance: {} }, { reference: 'b' }),
    run(2, { instance: {} }, { reference: 'a' }),
    run(1, both),
  ];
  expect(instances(runs)).toEqual([
    ['sample', 'completed', 1],
    ['a', 'completed', 2],
    ['b', 'completed', 3],
  ]);
  expect(instances([destroy(5, 'sample'), destroy(4, 'a'), ...runs])).toEqual([
    ['sample', 'idle', undefined],
    ['b', 'completed', 3],
  ]);
  expect(instances([destroy(4, 'a', 'running'), ...runs])[1]).toEqual(['a', 'running', 4]);
  expect(instances([run(5, { instance: {} }, { reference: 'a' }), destroy(4, 'a'), ...runs])[1]).toEqual([
    ...['a', 'completed', 5],
  ]);
  expect(instances([run(4, { software: {} }, { reference: 'never' }), ...runs])).toHaveLength(3);
});

test('of a run on all, each release and partition has its own result', () => {
  const results = { sample: 'failed', slappart0: 'promiseFailed', slappart1: 'completed' } as const;
  const told = Object.entries(results).map(([subject, state]) => ({ subject, state, reason: subject }));
  const all = run(
    9,
    { software: { state: 'failed', results: told }, instance: { state: 'promiseFailed', results: told } },
    { scope: 'all', release: 'other', reference: 'other' },
  );
  const runs = [
    all,
    run(3, { instance: {} }, { reference: 'b', partition: 'slappart1' }),
    run(2, { instance: {} }, { reference: 'c', partition: 'slappart7' }),
    run(1, both, { partition: 'slappart0' }),
  ];
  expect(softwareStatus('sample', runs, false)).toMatchObject({ state: 'failed', run: 9, reason: 'sample' });
  expect(softwareStatus('unknown', runs, false)).toEqual({ state: 'idle' });
  expect(instances(runs)).toEqual([
    ['sample', 'promiseFailed', 9],
    ['c', 'completed', 2],
    ['b', 'completed', 9],
  ]);
  const going = run(9, { software: { state: 'running' } }, { scope: 'all' });
  expect(softwareStatus('sample', [going, run(1, both)], false)).toMatchObject({ state: 'running', run: 9 });
});

test('software that was removed is idle; what was tried in vain is still there', () => {
  const removed = run(2, { software: {} }, { action: 'remove' });
  expect(softwareStatus('sample', [removed, run(1, both)], false)).toEqual({ state: 'idle', run: 2 });
  const failed = run(2, { software: { state: 'failed', reason: 'Why.' } }, { action: 'remove' });
  expect(softwareStatus('sample', [failed, run(1, both)], false)).toMatchObject({ state: 'failed', run: 2 });
});

test('an instance is outdated when the release was built from other inputs since it was deployed', () => {
  const runs = [
    run(5, both),
    run(4, { instance: { state: 'promiseFailed', reason: 'A promise.' } }, { reference: 'b' }),
    run(3, both),
    run(2, both, { reference: 'c' }),
    run(1, both, { release: 'other', reference: 'other' }),
  ];
  const changes = [{ path: 'workspace/x', kind: 'changed' as const }];
  const told = (differing: readonly string[], all = runs) =>
    instanceStatuses('sample', all, {
      ...facts(),
      compareBuilds: (before, after) => (differing.includes(`${before} ${after}`) ? changes : []),
    }).map(({ reference, status, rebuilt }) => [
      ...[reference, status.state, rebuilt && `${rebuilt.before} ${rebuilt.after}`],
    ]);
  expect(told(['3 5', '2 5'])).toEqual([
    ['sample', 'completed', undefined],
    ['c', 'outdated', '2 5'],
    ['b', 'outdated', '3 5'],
  ]);
  expect(told(['2 3', '3 5'])).toEqual([
    ['sample', 'completed', undefined],
    ['c', 'completed', undefined],
    ['b', 'outdated', '3 5'],
  ]);
  // A build that failed, or of another release, says nothing of what is installed.
  const failed = run(6, { software: { state: 'failed' }, instance: { state: 'cancelled' } });
  const other = run(7, both, { release: 'other', reference: 'other' });
  expect(told(['3 6', '2 6', '3 7', '2 7'], [other, failed, ...runs])).toContainEqual([
    ...['b', 'promiseFailed', undefined],
  ]);
  const onAll = run(
    8,
    { software: { state: 'failed', results: [{ subject: 'sample', state: 'completed' }] } },
    { scope: 'all', release: 'other', reference: 'other' },
  );
  expect(told(['5 8'], [onAll, ...runs])[0]).toEqual(['sample', 'outdated', '5 8']);
  const removed = run(8, { software: {} }, { action: 'remove' });
  expect(told(['5 9', '3 9', '2 9'], [run(9, { software: {} }), removed, ...runs])[0]).toEqual([
    ...['sample', 'completed', undefined],
  ]);
});

test('an instance that is behind the last build says which, and what is different, at most 100 files', () => {
  const runs = [run(2, both), run(1, { software: {}, instance: { state: 'failed' } }, { reference: 'b' })];
  const changes = Array.from({ length: 101 }, (_, n) => ({ path: `workspace/${n}`, kind: 'added' as const }));
  const differs = { ...facts(true), compareBuilds: () => changes };
  const [, failed] = instanceStatuses('sample', runs, differs);
  expect(failed).toEqual({ reference: 'b', status: { state: 'failed', run: 1 } });
  const deployed = run(1, both, { reference: 'b' });
  const [, behind] = instanceStatuses('sample', [run(2, both), deployed], differs);
  expect(behind).toMatchObject({
    status: { state: 'outdated', run: 1, reason: expect.stringContaining('run 2 has built') as unknown },
    rebuilt: { before: 1, after: 2 },
  });
  expect(behind?.rebuilt?.changes).toHaveLength(100);
});

test('in a run on all, what says nothing of a release or instance leaves it as it was', () => {
  const result = (subject: string, state: RunStep['state']) => ({ subject, state, reason: subject });
  const software = {
    state: 'failed' as const,
    results: [result('broken', 'failed'), result('sample', 'completed'), result('gone', 'cancelled')],
  };
  const instance = {
    state: 'cancelled' as const,
    results: [result('slappart0', 'completed'), result('slappart1', 'cancelled')],
  };
  const all = run(9, { software, instance }, { scope: 'all', release: 'broken', reference: 'broken' });
  const of = (release: string, partition: string) => run(1, both, { release, reference: release, partition });
  const runs = [all, of('sample', 'slappart0'), of('broken', 'slappart1'), of('gone', 'slappart2')];
  const told = (release: string) => [
    softwareStatus(release, runs, false),
    instanceStatuses(release, runs, facts())[0]?.status,
  ];
  expect(told('sample')).toMatchObject([
    { state: 'completed', run: 9 },
    { state: 'completed', run: 9 },
  ]);
  expect(told('broken')).toMatchObject([
    { state: 'failed', run: 9, reason: 'broken' },
    { state: 'cancelled', run: 9, reason: 'slappart1' },
  ]);
  expect(told('gone')).toMatchObject([
    { state: 'completed', run: 1 },
    { state: 'completed', run: 1 },
  ]);
  const broken = run(9, { software: { state: 'failed', results: [] } }, { scope: 'all' });
  expect(softwareStatus('sample', [broken, run(1, both)], false)).toMatchObject({ state: 'failed', run: 9 });
  // The release that was chosen, without an instance.
  const never = run(9, { software, instance }, { scope: 'all', release: 'never', reference: 'never' });
  expect(instanceStatuses('never', [never], facts())).toEqual([
    { reference: 'never', status: { state: 'idle' } },
  ]);
});

const checkedAt = { during: '2026-01-02T03:04:05.000Z', after: '2026-01-02T03:04:06.000Z' };
const finishedAt = '2026-01-02T03:04:05.500Z';
const promise = (title: string, failed: boolean, date = checkedAt.after) => ({
  ...{ name: `${title}.py`, title, failed, date, message: ' two\n  words ' },
  ...(failed ? { trouble: `Promise '${title}' failed: two words` } : {}),
});
const seenInstance = (
  promises: SoftwareInstance['promises'],
  more: Partial<SoftwareInstance> = {},
): SoftwareInstance => ({
  ...{
    computer: 'local',
    partition: 'slappart0',
    reference: 'sample',
    release: 'sample',
    softwareType: 'default',
  },
  ...{ requestedState: 'started', instanceParameters: {}, connectionParameters: {}, processes: [] },
  ...{ promises, ...more },
});
const withPromises = (state: RunStep['state'], seen: SoftwareInstance[], hasChanges = false) => {
  const runs = [run(1, { software: {}, instance: { state, reason: 'Then.', finishedAt } })];
  const { status } = instanceStatuses('sample', runs, facts(hasChanges, seen))[0] ?? {};
  return [status?.state, status?.reason];
};

test('promises that were checked since an instance was deployed say whether one fails', () => {
  const failing = [promise('a', false), promise('web', true), promise('db', true)];
  const reason = "Promise 'web' failed: two words (and 1 more)";
  expect(withPromises('completed', [seenInstance(failing)])).toEqual(['promiseFailed', reason]);
  expect(withPromises('promiseFailed', [seenInstance(failing)])).toEqual(['promiseFailed', reason]);
  const well = [promise('a', false), promise('b', false, checkedAt.during)];
  expect(withPromises('promiseFailed', [seenInstance(well)])).toEqual(['completed', undefined]);
  expect(withPromises('failed', [seenInstance(well)])).toEqual(['failed', 'Then.']);
  expect(withPromises('completed', [seenInstance(failing)], true)[0]).toBe('outdated');
});

test('promises of the instances that an instance requested count as its own', () => {
  const child = {
    partition: 'slappart1',
    reference: 'child',
    requestedBy: { computer: 'local', partition: 'slappart0' },
  };
  const seen = [
    seenInstance([promise('web', true)], child),
    seenInstance([promise('other', true)], { partition: 'slappart2', reference: 'other' }),
    seenInstance([promise('a', false)]),
  ];
  const reason = "slappart1: Promise 'web' failed: two words";
  expect(withPromises('completed', seen)).toEqual(['promiseFailed', reason]);
});

test('promises say nothing where none was checked since, and nothing of an instance that is stopped', () => {
  const told = ['completed', 'Then.'];
  expect(withPromises('completed', [seenInstance([promise('web', true, checkedAt.during)])])).toEqual(told);
  expect(withPromises('completed', [seenInstance([])])).toEqual(told);
  const stopped = { requestedState: 'stopped' };
  expect(withPromises('completed', [seenInstance([promise('web', true)], stopped)])).toEqual(told);
  const other = { reference: 'other' };
  expect(withPromises('completed', [seenInstance([promise('web', true)], other)])).toEqual(told);
});
