import { fireEvent } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { bindKeys } from './bindKeys.ts';
import { registerCommands } from './registry.ts';

const undo: (() => void)[] = [];
afterEach(() => {
  document.body.replaceChildren();
  for (const each of undo.splice(0)) each();
});

test('a key goes to the first of its commands that can run', () => {
  const ran: string[] = [];
  undo.push(
    bindKeys(),
    registerCommands([
      { id: 'first', label: '', keys: ['F9'], when: () => false, run: () => void ran.push('first') },
      { id: 'second', label: '', keys: ['F9'], run: () => void ran.push('second') },
    ]),
  );
  const notPrevented = fireEvent.keyDown(document.body, { key: 'F9', code: 'F9' });
  expect(ran).toEqual(['second']);
  expect(notPrevented).toBe(false);
});

test('a key whose commands cannot run is left to the browser', () => {
  undo.push(
    bindKeys(),
    registerCommands([{ id: 'never', label: '', keys: ['F9'], when: () => false, run: () => undefined }]),
  );
  expect(fireEvent.keyDown(document.body, { key: 'F9', code: 'F9' })).toBe(true);
});

test('in a terminal the keys are the shell’s, but for those that lead out of it', () => {
  const ran: string[] = [];
  undo.push(
    bindKeys(),
    registerCommands([
      { id: 'find', label: '', keys: ['Control+p'], run: () => void ran.push('find') },
      { id: 'pane', label: '', keys: ['F6'], run: () => void ran.push('pane') },
    ]),
  );
  const terminal = document.createElement('div');
  terminal.dataset['keys'] = 'terminal';
  const input = terminal.appendChild(document.createElement('textarea'));
  document.body.append(terminal);
  expect(fireEvent.keyDown(input, { key: 'p', code: 'KeyP', ctrlKey: true })).toBe(true);
  expect(fireEvent.keyDown(input, { key: 'F6', code: 'F6' })).toBe(false);
  fireEvent.keyDown(document.body, { key: 'p', code: 'KeyP', ctrlKey: true });
  expect(ran).toEqual(['pane', 'find']);
});

test('an open dialog has the keys for itself', () => {
  let count = 0;
  undo.push(
    bindKeys(),
    registerCommands([
      {
        id: 'any',
        label: '',
        keys: ['F9'],
        run: () => {
          count++;
        },
      },
    ]),
  );
  const dialog = document.createElement('div');
  dialog.setAttribute('role', 'dialog');
  dialog.dataset['state'] = 'open';
  document.body.append(dialog);
  fireEvent.keyDown(document.body, { key: 'F9', code: 'F9' });
  expect(count).toBe(0);
});
