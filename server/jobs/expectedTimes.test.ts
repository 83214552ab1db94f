import { expect, test } from 'vitest';
import type { Run } from '../../shared/runs.ts';
import { expectedTimes } from './expectedTimes.ts';
import { sampleDraft } from './testing/writeRun.ts';
import { toRun } from './toRun.ts';

const kind = { ...sampleDraft, release: 'sample' };

function run(softwareMs: number, more: Partial<Run> = {}): Run {
  const record = {
    ...sampleDraft,
    version: 2,
    id: 1,
    createdAt: '2026-01-02T03:04:05Z',
    expectedMs: {},
  } as const;
  const blank = toRun({ record, status: undefined, logSizes: {} });
  const steps: Run['steps'] = [
    { kind: 'software', state: 'completed', durationMs: softwareMs, logSize: 0 },
    { kind: 'instance', state: 'failed', durationMs: 1, logSize: 0 },
  ];
  return { ...blank, steps, ...more };
}

test('is the median of the last five that completed', () => {
  expect(expectedTimes([], kind)).toEqual({});
  expect(expectedTimes([run(10), run(30), run(20)], kind)).toEqual({ software: 20 });
  expect(
    expectedTimes(
      [1, 2, 3, 4, 5, 100, 100, 100, 100].map((ms) => run(ms)),
      kind,
    ),
  ).toEqual({ software: 3 });
});

test('considers runs of the same kind only', () => {
  const others = [
    run(1, { release: 'other' }),
    run(1, { reference: 'other' }),
    run(1, { force: false }),
    run(1, { verbose: true }),
    run(1, { scope: 'all' }),
    run(1, { action: 'remove' }),
  ];
  expect(expectedTimes(others, kind)).toEqual({});
  const all = { ...kind, scope: 'all' as const };
  expect(expectedTimes([run(7, { release: 'other', scope: 'all' })], all)).toEqual({ software: 7 });
});
