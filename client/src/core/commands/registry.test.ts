import { afterEach, expect, test } from 'vitest';
import { allCommands, findCommand, formatKeys, registerCommands, runCommand } from './registry.ts';

let remove = () => {};
afterEach(() => remove());

test('a command runs only while it can', async () => {
  let possible = false;
  let count = 0;
  remove = registerCommands([
    {
      id: 'a',
      label: 'A',
      when: () => possible,
      run: () => {
        count++;
      },
    },
  ]);
  await runCommand('a');
  expect(count).toBe(0);
  possible = true;
  await runCommand('a');
  expect(count).toBe(1);
});

test('the failure of a command reaches its caller', async () => {
  remove = registerCommands([{ id: 'a', label: 'A', run: () => Promise.reject(new Error('disk full')) }]);
  await expect(runCommand('a')).rejects.toThrow('disk full');
});

test('an id belongs to one command', () => {
  remove = registerCommands([{ id: 'a', label: 'A', run: () => undefined }]);
  expect(() => registerCommands([{ id: 'a', label: 'Again', run: () => undefined }])).toThrow('twice');
  expect(findCommand('a')?.label).toBe('A');
});

test('commands go as they came', () => {
  const before = allCommands();
  registerCommands([{ id: 'b', label: 'B', run: () => undefined }])();
  expect(allCommands()).toEqual(before);
});

test.each([
  ['$mod+Shift+p', 'Ctrl+Shift+P', '⌘⇧P'],
  ['F9', 'F9', 'F9'],
  ['Alt+Enter', 'Alt+Enter', '⌥↩'],
  ['Escape', 'Esc', 'Esc'],
])('the key %s is written %s, on a Mac %s', (keys, elsewhere, mac) => {
  expect([formatKeys(keys, false), formatKeys(keys, true)]).toEqual([elsewhere, mac]);
});
