import { expect, test } from 'vitest';
import { DirtyPaths } from './dirtyPaths.ts';

test('touches of one path are one, and a rename outweighs a change', () => {
  const dirty = new DirtyPaths('/root');
  dirty.add('/watched/a', 'changed');
  dirty.add('/watched/a', 'renamed');
  dirty.add('/watched/a', 'changed');
  dirty.add('/watched/b', 'changed');
  expect(dirty.take()).toEqual({
    entries: new Map([
      ['/watched/a', 'renamed'],
      ['/watched/b', 'changed'],
    ]),
    folders: new Set(),
  });
  expect(dirty.take()).toEqual({ entries: new Map(), folders: new Set() });
});

test('many paths become their folders, and many folders the root', () => {
  const dirty = new DirtyPaths('/root');
  for (let index = 0; index < 501; index++) dirty.add(`/watched/f${index % 3}/${index}`, 'renamed');
  dirty.add('/watched/other/x', 'changed');
  expect(dirty.take()).toEqual({
    entries: new Map(),
    folders: new Set(['/watched/f0', '/watched/f1', '/watched/f2', '/watched/other']),
  });
  for (let index = 0; index < 100_000; index++) dirty.add(`/watched/f${index}/x`, 'renamed');
  expect(dirty.take()).toEqual({ entries: new Map(), folders: new Set(['/root']) });
});
