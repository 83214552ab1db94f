import { expect, test } from 'vitest';
import { releaseOf } from '../../../testModel.ts';
import { instanceOf, localId } from '../testInstance.ts';
import { descendantsOf, instanceTree, rootOf, type InstanceNode } from './instanceTree.ts';

const names = (nodes: readonly InstanceNode[]): unknown[] =>
  nodes.map(({ instance, children }) =>
    children.length === 0 ? instance.reference : [instance.reference, names(children)],
  );

test('instances stand below their release, and those requested by others below these', () => {
  const instances = [
    instanceOf({ partition: 'slappart0', reference: 'b10', release: 'b' }),
    instanceOf({ partition: 'slappart1', reference: 'b2', release: 'b' }),
    instanceOf({ partition: 'slappart2', reference: 'b', release: 'b' }),
    instanceOf({
      partition: 'slappart3',
      reference: 'child',
      release: 'a',
      requestedBy: localId('slappart2'),
    }),
    instanceOf({
      partition: 'slappart4',
      reference: 'grandchild',
      release: 'b',
      requestedBy: localId('slappart3'),
    }),
    instanceOf({
      partition: 'slappart5',
      reference: 'orphan',
      release: '/gone/software.cfg',
      requestedBy: localId('slappart9'),
    }),
  ];
  const releases = [
    releaseOf({ name: 'a', software: { state: 'completed' } }),
    releaseOf({ name: 'b' }),
    releaseOf({ name: 'c' }),
    releaseOf({ name: 'd' }),
  ];
  const tree = instanceTree(instances, releases, 'd');
  expect(tree.map(({ name, roots }) => [name, names(roots)])).toEqual([
    ['a', []],
    ['b', [['b', [['child', ['grandchild']]]], 'b2', 'b10']],
    ['d', []],
    ['/gone/software.cfg', ['orphan']],
  ]);
  const grandchild = instances[4] ?? instanceOf({});
  expect(rootOf(grandchild, instances).reference).toBe('b');
  expect(descendantsOf(rootOf(grandchild, instances), instances).map(({ reference }) => reference)).toEqual([
    'child',
    'grandchild',
  ]);
});

test('two instances that requested each other are shown all the same', () => {
  const instances = [
    instanceOf({ partition: 'slappart0', requestedBy: localId('slappart1') }),
    instanceOf({ partition: 'slappart1', requestedBy: localId('slappart0') }),
  ];
  expect(instanceTree(instances, [releaseOf({})], undefined)[0]?.roots).toHaveLength(2);
  expect(rootOf(instances[0] ?? instanceOf({}), instances)).toBeDefined();
  expect(descendantsOf(instances[0] ?? instanceOf({}), instances)).toHaveLength(1);
});

test('partitions of the same name on two computers are two instances', () => {
  const there = { computer: 'COMP-7', partition: 'slappart0' };
  const instances = [
    instanceOf({ reference: 'here' }),
    instanceOf({ ...there, reference: 'there' }),
    instanceOf({ partition: 'slappart1', reference: 'child', requestedBy: there }),
  ];
  const [release] = instanceTree(instances, [releaseOf({})], undefined);
  expect(names(release?.roots ?? [])).toEqual(['here', ['there', ['child']]]);
  expect(rootOf(instances[2] ?? instanceOf({}), instances).reference).toBe('there');
  expect(descendantsOf(instances[0] ?? instanceOf({}), instances)).toEqual([]);
});
