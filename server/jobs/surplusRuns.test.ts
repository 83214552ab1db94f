import { expect, test } from 'vitest';
import type { Run } from '../../shared/runs.ts';
import { surplusRuns } from './surplusRuns.ts';
import { sampleDraft } from './testing/writeRun.ts';
import { toRun } from './toRun.ts';

function run(id: number, more: Partial<Run> = {}, steps = sampleDraft.steps): Run {
  const draft = { ...sampleDraft, steps };
  const record = { ...draft, version: 2, id, createdAt: '2026-01-02T03:04:05Z', expectedMs: {} } as const;
  return { ...toRun({ record, status: undefined, logSizes: {} }), state: 'completed', ...more };
}
const surplus = (runs: readonly Run[], kept: number) => surplusRuns(runs, kept).map(({ id }) => id);

test('keeps so many, and what still goes on', () => {
  const runs = [run(5), run(4), run(3, { state: 'running' }), run(2), run(1)];
  expect(surplus(runs, 5)).toEqual([]);
  expect(surplus(runs, 1)).toEqual([4, 2, 1]);
});

test('keeps the last run with each step of each instance, and of runs on all', () => {
  const runs = [
    run(9, {}, ['instance']),
    run(8, { scope: 'all' }),
    run(7, { scope: 'all' }),
    run(6, { reference: 'other' }),
    run(5, { reference: 'other' }),
    run(4, { release: 'other' }),
    run(3),
    run(2),
  ];
  expect(surplus(runs, 1)).toEqual([7, 5, 2]);
});

test('keeps the build that an instance was deployed from', () => {
  const software = { kind: 'software', state: 'completed', logSize: 0 } as const;
  const instance = { kind: 'instance', state: 'completed', logSize: 0 } as const;
  const failed = { ...software, state: 'failed' } as const;
  const runs = [
    run(9, { steps: [software, instance] }),
    run(8, { reference: 'b', steps: [instance] }),
    run(7, { steps: [failed] }),
    run(6, { release: 'other', reference: 'b', steps: [software] }),
    run(5, { steps: [software, instance] }),
    run(4, { steps: [software, instance] }),
  ];
  expect(surplus(runs, 1)).toEqual([7, 4]);
});
