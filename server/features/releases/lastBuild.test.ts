import { expect, test } from 'vitest';
import type { Run, StepResult } from '../../../shared/runs.ts';
import { sampleDraft } from '../../jobs/testing/writeRun.ts';
import { toRun } from '../../jobs/toRun.ts';
import { lastBuild } from './lastBuild.ts';

function run(id: number, more: Partial<Run> = {}, results?: StepResult[]): Run {
  const record = {
    ...sampleDraft,
    ...({ version: 2, id, createdAt: '2026-01-02T03:04:05Z', expectedMs: {} } as const),
  };
  const built = toRun({ record, status: undefined, logSizes: {} });
  const steps = built.steps.map((step) => (results === undefined ? step : { ...step, results }));
  return { ...built, state: 'completed', steps, ...more };
}
const idOf = (...runs: Run[]) => lastBuild('sample', runs)?.id;

test('is the last run with its software, also one on all, unless the release was removed since', () => {
  const all = run(3, { scope: 'all', release: 'other' });
  expect(idOf(all, run(1))).toBe(3);
  expect(idOf(all, run(2, { release: 'other' }), run(1))).toBe(3);
  expect(idOf(all)).toBeUndefined();
  expect(idOf(run(4, { action: 'remove' }), all, run(1))).toBeUndefined();
});

test('is none that left the release out', () => {
  const left = [{ subject: 'sample', state: 'cancelled' as const }];
  expect(idOf(run(3, { scope: 'all', release: 'other' }, left), run(1))).toBe(1);
  expect(idOf(run(3, { scope: 'all' }, left), run(1))).toBe(1);
});
