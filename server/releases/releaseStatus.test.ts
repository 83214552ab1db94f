import { expect, test } from 'vitest';
import type { Run, RunStep, StepKind } from '../../shared/model/run.ts';
import { sampleDraft } from '../runs/testing/writeRun.ts';
import { toRun } from '../runs/toRun.ts';
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
const facts = (hasChanges = false) => ({ hasChanges, compareBuilds: () => undefined });
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
      hasChanges: false,
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
  const differs = { hasChanges: true, compareBuilds: () => changes };
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
