import { expect, test } from 'vitest';
import { DirtyPaths } from './dirtyPaths.ts';

test('touches of one path are one, and a rename outweighs a change', () => {
  const dirty = new DirtyPaths('/root');
  dirty.add('/root/a', 'changed');
  dirty.add('/root/a', 'renamed');
  dirty.add('/root/a', 'changed');
  dirty.add('/root/b', 'changed');
  expect(dirty.take()).toEqual({
    entries: new Map([
      ['/root/a', 'renamed'],
      ['/root/b', 'changed'],
    ]),
    folders: new Set(),
  });
  expect(dirty.take()).toEqual({ entries: new Map(), folders: new Set() });
});

test('many paths become their folders, and many folders the root', () => {
  const dirty = new DirtyPaths('/root');
  for (let index = 0; index < 501; index++) dirty.add(`/root/f${index % 3}/${index}`, 'renamed');
  dirty.add('/root/other/x', 'changed');
  expect(dirty.take()).toEqual({
    entries: new Map(),
    folders: new Set(['/root/f0', '/root/f1', '/root/f2', '/root/other']),
  });
  for (let index = 0; index < 100_000; index++) dirty.add(`/root/f${index}/x`, 'renamed');
  expect(dirty.take()).toEqual({ entries: new Map(), folders: new Set(['/root']) });
});
