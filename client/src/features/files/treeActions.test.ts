import { beforeEach, expect, test } from 'vitest';
import { resetAllStores } from '../../core/stores/createAppStore.ts';
import { putFolder, selectEntry } from './model/filesStore.ts';
import { nameProblem, newEntryFolder } from './treeActions.ts';

beforeEach(() => {
  resetAllStores();
  putFolder('workspace', [
    { name: 'software', kind: 'directory' },
    { name: 'a.cfg', kind: 'file' },
  ]);
});

test.each([
  ['', 'A name is missing.'],
  ['a.cfg', 'There is a “a.cfg” here already.'],
  ['x/', 'A name is missing.'],
  ['../x', '“.” and “..” are not names.'],
  ['é'.repeat(128), 'The name is too long.'],
])('refuses the name %j for a new file', (name, problem) => {
  expect(nameProblem(name, { kind: 'newFile', folder: 'workspace' })).toBe(problem);
});

test.each([
  ['newFolder', '/template'],
  ['newFolder', 'template/'],
  ['newFolder', '//template//'],
  ['newFolder', '/a/b/'],
  ['newFile', '/rendered.in'],
  ['newFile', '/template/rendered.in'],
] as const)('takes for a %s the name %s', (kind, name) => {
  expect(nameProblem(name, { kind, folder: 'workspace' })).toBeUndefined();
});

test.each([
  ['/', 'A name is missing.'],
  ['/../x', '“.” and “..” are not names.'],
  ['/software', 'There is a “software” here already.'],
  ['software/', 'There is a “software” here already.'],
  ['a//b', 'A name is missing.'],
])('refuses the name %j for a new folder', (name, problem) => {
  expect(nameProblem(name, { kind: 'newFolder', folder: 'workspace' })).toBe(problem);
});

test.each(['/other', 'other/', '/software/'])('takes %s as the new name of a folder', (name) => {
  expect(nameProblem(name, { kind: 'rename', path: 'workspace/software' })).toBeUndefined();
});

test('takes a new name with folders in it, but not as the new name of an entry', () => {
  expect(nameProblem('x/y.cfg', { kind: 'newFile', folder: 'workspace' })).toBeUndefined();
  expect(nameProblem('x/y.cfg', { kind: 'rename', path: 'workspace/a.cfg' })).toBe(
    'A name has no “/” in it.',
  );
});

test('an entry may keep its name', () => {
  expect(nameProblem('a.cfg', { kind: 'rename', path: 'workspace/a.cfg' })).toBeUndefined();
});

test.each([
  [undefined, 'workspace'],
  ['workspace/software', 'workspace/software'],
  ['workspace/a.cfg', 'workspace'],
  ['releases/0123/bin', 'workspace'],
  ['instances', 'workspace'],
])('with %s selected, something new goes to %s', (selected, folder) => {
  selectEntry(selected);
  expect(newEntryFolder()).toBe(folder);
});
