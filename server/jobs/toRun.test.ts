import { expect, test } from 'vitest';
import type { RunStatus } from '../../shared/engine.ts';
import type { RunRecord } from './runFiles.ts';
import { sampleDraft } from './testing/writeRun.ts';
import { firstOpenStep, isRunOver, toRun } from './toRun.ts';

const record: RunRecord = {
  ...sampleDraft,
  version: 2,
  id: 7,
  createdAt: '2026-01-02T03:04:05.000Z',
  expectedMs: { instance: 1200 },
};
type Step = Omit<RunStatus['steps'][number], 'kind'>;

function status(software: Step, instance: Step, finished = false): RunStatus {
  return {
    version: 1,
    pid: 1,
    startTime: '1',
    bootId: 'b',
    finished,
    steps: [
      { kind: 'software', ...software },
      { kind: 'instance', ...instance },
    ],
  };
}
const done: Step = { state: 'completed', exitCode: 0 };
const states = (given: RunStatus | undefined, verdict?: RunRecord['verdict']) => {
  const run = toRun({ record: { ...record, verdict }, status: given, logSizes: {} });
  return [run.state, ...run.steps.map((step) => step.state)];
};

test('a run is queued until its leader has begun, and running until its last step has ended', () => {
  expect(states(undefined)).toEqual(['queued', 'queued', 'queued']);
  expect(states(status({ state: 'running' }, { state: 'queued' }))).toEqual(['running', 'running', 'queued']);
  expect(states(status(done, { state: 'queued' }))).toEqual(['running', 'completed', 'queued']);
  expect(states(status(done, done, true))).toEqual(['completed', 'completed', 'completed']);
});

test('the state of the whole is that of the first step that did not complete', () => {
  expect(states(status({ state: 'failed', exitCode: 1 }, { state: 'cancelled' }, true))[0]).toBe('failed');
  expect(states(status(done, { state: 'promiseFailed', exitCode: 2 }, true))[0]).toBe('promiseFailed');
});

test('a step without a recorded exit code has never succeeded', () => {
  expect(states(status({ state: 'completed' }, done, true))).toEqual([
    'interrupted',
    'interrupted',
    'completed',
  ]);
});

test('the word of the server holds from its step on, whatever the leader writes afterwards', () => {
  const verdict = { step: 'instance', state: 'interrupted', reason: 'Killed.' } as const;
  expect(states(status(done, { state: 'running' }), verdict)).toEqual([
    'interrupted',
    'completed',
    'interrupted',
  ]);
  expect(states(status(done, { state: 'cancelled' }, true), verdict)[2]).toBe('interrupted');
  const early = { step: 'software', state: 'cancelled', reason: 'Stopped.' } as const;
  expect(states(undefined, early)).toEqual(['cancelled', 'cancelled', 'cancelled']);
});

test('knows which step is open, and when a run is over', () => {
  const running = { record, status: status(done, { state: 'running' }), logSizes: {} };
  expect(firstOpenStep(running)).toBe('instance');
  expect(isRunOver(running)).toBe(false);
  const finished = { record, status: status(done, done, true), logSizes: {} };
  expect(firstOpenStep(finished)).toBeUndefined();
  expect(isRunOver(finished)).toBe(true);
});

test('names releases of the workspace by their names, and what took how long before', () => {
  const results = [
    '/w/software/other/software.cfg',
    '/w/software/a/b/software.cfg',
    'https://example.org/x.cfg',
  ].map((subject) => ({ subject, state: 'completed' as const }));
  const buildout = ['/p/buildout -c /s/1/buildout.cfg'];
  const run = toRun({ record, status: status({ ...done, results, buildout }, done, true), logSizes: {} });
  expect(run.steps[0]?.results?.map(({ subject }) => subject)).toEqual([
    'other',
    '/w/software/a/b/software.cfg',
    'https://example.org/x.cfg',
  ]);
  expect(run.steps.map(({ expectedMs }) => expectedMs)).toEqual([undefined, 1200]);
  expect(run.steps[0]?.buildout).toEqual(buildout);
});

test('a run on all whose software failed goes on with the instances, and is failed', () => {
  const failed: Step = { state: 'failed', exitCode: 1, reason: 'other: Why.' };
  expect(states(status(failed, { state: 'running' }))).toEqual(['running', 'failed', 'running']);
  expect(states(status(failed, done, true))).toEqual(['failed', 'failed', 'completed']);
  const verdict = { step: 'instance', state: 'interrupted', reason: 'Killed.' } as const;
  expect(states(status(failed, { state: 'running' }), verdict)).toEqual(['failed', 'failed', 'interrupted']);
});

test('tells which alarm it answers', () => {
  const alarm = { computer: 'local', partition: 'slappart1', message: 'web exited with status 1' };
  expect(toRun({ record: { ...record, alarm }, status: undefined, logSizes: {} }).alarm).toEqual(alarm);
});
