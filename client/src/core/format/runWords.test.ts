import { expect, test } from 'vitest';
import type { Run } from '../../../../shared/runs.ts';
import { runOf } from '../../testModel.ts';
import { runAlarm, runManner, runRevision, runSubject, runTitle } from './runWords.ts';

const step = (kind: 'software' | 'instance') => ({ kind, state: 'completed' as const, logSize: 0 });
const both = [step('software'), step('instance')];

test.each<[string, Partial<Run>]>([
  ['Rebuild', { steps: both }],
  ['Rebuild', {}],
  ['Rebuild software', { steps: [step('software')] }],
  ['Rebuild instance', { steps: [step('instance')] }],
  ['Rebuild all', { steps: both, scope: 'all' }],
  ['Rebuild on save', { steps: both, trigger: 'save' }],
  ['Deployed again after an alarm', { steps: [step('instance')], trigger: 'bang' }],
  ['Daily processing', { steps: [step('instance')], trigger: 'daily' }],
  ['Destroy second', { action: 'destroy', reference: 'second', steps: [step('instance')] }],
  ['Remove helloworld', { action: 'remove', steps: [step('software')] }],
])('a run is called “%s”: %j', (title, changes) => {
  expect(runTitle(runOf({ id: 1, ...changes }))).toBe(title);
});

test('the instance is named where it is not called as its release', () => {
  expect(runSubject(runOf({ id: 1 }))).toBe('helloworld');
  expect(runSubject(runOf({ id: 1, reference: 'second' }))).toBe('helloworld / second');
  expect(runSubject(runOf({ id: 1, scope: 'all' }))).toBe('all releases and instances');
});

test('the alarm is told with the partition that it came from', () => {
  const alarm = { computer: 'local', partition: 'slappart1', message: 'crash exited with status 3' };
  expect(runAlarm(runOf({ id: 1 }))).toBeUndefined();
  expect(runAlarm(runOf({ id: 1, trigger: 'bang', alarm }))).toBe('crash exited with status 3 (slappart1)');
});

test('only what is not as usual is said of the manner', () => {
  expect(runManner(runOf({ id: 1 }))).toEqual([]);
  expect(runManner(runOf({ id: 1, verbose: true, force: false }))).toEqual(['verbose', 'not forced']);
  expect(runManner(runOf({ id: 1, action: 'destroy', force: false }))).toEqual([]);
});

test('a revision is short, and says that there were changes on top of it', () => {
  const commit = '0123456789abcdef0123456789abcdef01234567';
  expect(runRevision(runOf({ id: 1 }))).toBeUndefined();
  expect(runRevision(runOf({ id: 1, revision: { commit, dirty: false } }))).toBe('01234567');
  expect(runRevision(runOf({ id: 1, revision: { commit, dirty: true } }))).toBe('01234567 + changes');
});
