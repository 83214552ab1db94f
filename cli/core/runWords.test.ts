import { expect, test } from 'vitest';
import type { RunStep } from '../../shared/runs.ts';
import { stepLines } from './runWords.ts';

const step: RunStep = {
  kind: 'software',
  state: 'failed',
  reason: 'Error: no section',
  durationMs: 12_000,
  logSize: 0,
};

test('a step that failed is told with its cause and the place to look at', () => {
  const problem = {
    severity: 'error' as const,
    message: 'Error: no section',
    cause: 'There is no section [z].',
    place: { path: 'workspace/software/a/b.cfg', line: 3 },
    section: 'x',
    fixes: [],
    source: { step: 'software' as const },
  };
  expect(stepLines({ ...step, problems: [problem] })).toEqual([
    'Software: Failed after 12 s. Error: no section',
    '  There is no section [z].',
    '  workspace/software/a/b.cfg:3 [x]',
  ]);
});

test('a step of which nothing more is known is one line', () => {
  expect(stepLines({ ...step, state: 'completed', reason: undefined })).toEqual([
    'Software: Completed after 12 s',
  ]);
});
