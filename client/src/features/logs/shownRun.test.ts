import { describe, expect, it } from 'vitest';
import type { Run } from '../../../../shared/runs.ts';
import type { StepState } from '../../../../shared/status.ts';
import { runOf } from '../../testModel.ts';
import { shownRun } from './shownRun.ts';

function run(id: number, state: StepState, software: StepState, instance: StepState): Run {
  return runOf({
    id,
    state,
    steps: [
      { kind: 'software', state: software, logSize: 0 },
      { kind: 'instance', state: instance, logSize: 0 },
    ],
  });
}

const done = run(3, 'completed', 'completed', 'completed');
const failed = run(2, 'failed', 'failed', 'cancelled');
const running = run(1, 'running', 'completed', 'running');

describe('the log to show', () => {
  it.each([
    ['the running run and its running step', [done, failed, running], {}, [1, 'instance']],
    ['the latest run where none runs', [done, failed], {}, [3, 'instance']],
    ['the step that failed', [failed, done], {}, [2, 'software']],
    ['what the address names', [done, failed, running], { run: 3, step: 'software' }, [3, 'software']],
    ['the current step of a run that the address names', [done, failed], { run: 2 }, [2, 'software']],
  ] as const)('is %s', (_, runs, wanted, expected) => {
    const shown = shownRun(runs, wanted);
    expect([shown?.run.id, shown?.step?.kind]).toEqual(expected);
  });

  it('is none where the run is not known', () => {
    expect(shownRun([done], { run: 9 })).toBeUndefined();
    expect(shownRun([], {})).toBeUndefined();
  });
});
