import { expect, test } from 'vitest';
import {
  InstanceId,
  instanceFolder,
  instanceKey,
  instanceLabel,
  instanceOfFolder,
  isSameInstance,
} from './identity.ts';

const here = { computer: 'local', partition: 'slappart1' };
const there = { computer: 'COMP-7.b_c', partition: 'slappart1' };

test('an instance of this computer is named by its partition, one of another by both', () => {
  expect([here, there].map(instanceKey)).toEqual(['slappart1', 'COMP-7.b_c/slappart1']);
  expect([here, there].map(instanceLabel)).toEqual(['slappart1', 'slappart1 on COMP-7.b_c']);
  expect([here, there].map(instanceFolder)).toEqual([
    'instances/slappart1',
    'instances@COMP-7.b_c/slappart1',
  ]);
});

test('the folder of an instance, and what lies in it, leads back to the instance', () => {
  for (const id of [here, there]) {
    expect(instanceOfFolder(instanceFolder(id))).toEqual(id);
    expect(instanceOfFolder(`${instanceFolder(id)}/etc/run/web`)).toEqual(id);
  }
});

test.each([
  'instances',
  'instances/other',
  'instances/slappart1x',
  'instances@/slappart1',
  'instances@..',
  'instances@../slappart1',
  'instances@a b/slappart1',
  'workspace/slappart1',
  'workspace/instances/slappart1',
  '',
])('%j is of no instance', (path) => {
  expect(instanceOfFolder(path)).toBeUndefined();
});

test.each([
  ['', 'slappart1'],
  ['.', 'slappart1'],
  ['..', 'slappart1'],
  ['a/b', 'slappart1'],
  ['a%2Fb', 'slappart1'],
  ['-a', 'slappart1'],
  ['x'.repeat(65), 'slappart1'],
  ['local', 'slappart'],
  ['local', 'slappart12345'],
  ['local', '../slappart1'],
])('no instance has the computer %j and the partition %j', (computer, partition) => {
  expect(InstanceId.safeParse({ computer, partition }).success).toBe(false);
});

test('instances are the same where both names are', () => {
  expect(isSameInstance(here, { ...here })).toBe(true);
  expect(isSameInstance(here, there)).toBe(false);
  expect(isSameInstance(here, { ...here, partition: 'slappart2' })).toBe(false);
  expect(isSameInstance(undefined, undefined)).toBe(false);
});
