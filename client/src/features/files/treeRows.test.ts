import { expect, test } from 'vitest';
import type { FileEntry } from '../../../../shared/workspace.ts';
import { treeRows, type TreeRow } from './treeRows.ts';
import { rowStartingWith } from './treeKey.ts';

const folder = (name: string): FileEntry => ({ name, kind: 'directory' });
const file = (name: string): FileEntry => ({ name, kind: 'file' });

const state = {
  folders: new Map([
    ['workspace', [folder('software'), folder('stack'), file('.gitignore')]],
    ['workspace/software', [file('software.cfg')]],
    ['instances', [] as FileEntry[]],
  ]),
  problems: new Map<string, string>(),
  expanded: new Set(['workspace/software', 'workspace/stack', 'instances']),
  input: undefined,
};

const sketch = (rows: readonly TreeRow[]) =>
  rows.map((row) => '  '.repeat(row.level) + (row.kind === 'entry' ? row.path : `(${row.kind})`));

test('shows what the workspace holds, hidden files too, then the two other roots', () => {
  expect(sketch(treeRows(state))).toEqual([
    '  workspace/software',
    '    workspace/software/software.cfg',
    '  workspace/stack',
    '    (loading)',
    '  workspace/.gitignore',
    '  instances',
    '    (empty)',
    '  releases',
  ]);
});

test('says of each row where it is among its siblings, across the roots', () => {
  const positions = treeRows(state).flatMap((row) =>
    row.kind === 'entry' && row.level === 1 ? [`${row.position}/${row.siblings}`] : [],
  );
  expect(positions).toEqual(['1/5', '2/5', '3/5', '4/5', '5/5']);
});

test('a new entry is named at the top of its folder', () => {
  const rows = treeRows({ ...state, input: { kind: 'newFile', folder: 'workspace/software' } });
  expect(sketch(rows).slice(0, 3)).toEqual([
    '  workspace/software',
    '    (input)',
    '    workspace/software/software.cfg',
  ]);
});

test('a folder that cannot be listed says why', () => {
  const rows = treeRows({
    ...state,
    problems: new Map([['workspace/stack', 'The server may not read this.']]),
  });
  expect(rows.find(({ kind }) => kind === 'problem')).toMatchObject({
    text: 'The server may not read this.',
  });
});

test('a folder of 100 000 files is laid out whole', () => {
  const many = Array.from({ length: 100_000 }, (_, index) => file(`file-${index}.cfg`));
  const rows = treeRows({ ...state, folders: new Map([['workspace', many]]) });
  expect(rows.length).toBeGreaterThan(100_000);
});

test('typing goes to the next entry that begins so, going round', () => {
  const rows = treeRows(state);
  expect(rowStartingWith(rows, 0, 'ST')).toBe('workspace/stack');
  expect(rowStartingWith(rows, 3, 's')).toBe('workspace/software');
  expect(rowStartingWith(rows, 0, 'x')).toBeUndefined();
});
