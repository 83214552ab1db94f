import { expect, test } from 'vitest';
import { staleFolders } from './folders.ts';

const listed = new Map([
  ['workspace', []],
  ['workspace/software', []],
  ['workspace/software/deep/er', []],
]);

test('a file that comes or goes makes its folder stale, where that was listed', () => {
  const changes = [
    { path: 'workspace/software/new.cfg', kind: 'created' as const },
    { path: 'workspace/unlisted/x', kind: 'deleted' as const },
  ];
  expect([...staleFolders(changes, listed)]).toEqual(['workspace/software']);
});

test('a file whose content changed makes nothing stale', () => {
  expect(staleFolders([{ path: 'workspace/a.cfg', kind: 'changed' }], listed).size).toBe(0);
});

test('a folder that changed as a whole makes every listed folder in it stale', () => {
  const changes = [{ path: 'workspace/software', kind: 'directory' as const }];
  expect([...staleFolders(changes, listed)]).toEqual(['workspace/software', 'workspace/software/deep/er']);
});
