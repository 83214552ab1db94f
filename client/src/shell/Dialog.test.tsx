import { cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CloseFileDialog } from '../features/editor/CloseFileDialog.tsx';
import { DeleteEntryDialog } from '../features/files/DeleteEntryDialog.tsx';
import { resetAllStores } from '../core/stores/createAppStore.ts';
import { addTab, useEditorStore } from '../features/editor/model/editorStore.ts';

beforeEach(() => {
  resetAllStores();
  addTab({
    path: 'workspace/a.cfg',
    state: 'text',
    readOnly: false,
    dirty: true,
    saving: false,
    disk: 'same',
    lineEnds: 'LF',
    byteOrderMark: false,
    language: 'buildout',
  });
});
afterEach(cleanup);

test('closing a file with unsaved edits offers to save, to discard, and to think again', async () => {
  let closed = 0;
  render(<CloseFileDialog path="workspace/a.cfg" onClose={() => closed++} />);
  expect(screen.getByRole('dialog', { name: 'Save a.cfg?' })).toBeDefined();
  expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Save' }));
  await userEvent.click(screen.getByRole('button', { name: 'Cancel' }));
  expect(closed).toBe(1);
  expect(useEditorStore.getState().tabs).toEqual(['workspace/a.cfg']);
});

test('discarding closes the tab', async () => {
  render(<CloseFileDialog path="workspace/a.cfg" onClose={() => undefined} />);
  await userEvent.click(screen.getByRole('button', { name: 'Discard' }));
  expect(useEditorStore.getState().tabs).toEqual([]);
});

test('Esc closes a dialog and does nothing else', async () => {
  let closed = 0;
  render(<DeleteEntryDialog path="workspace/software" folder onClose={() => closed++} />);
  await userEvent.keyboard('{Escape}');
  expect(closed).toBe(1);
});

test('deleting names the path and says that a folder goes with all in it', () => {
  render(<DeleteEntryDialog path="workspace/software/hello" folder onClose={() => undefined} />);
  const dialog = screen.getByRole('dialog', { name: 'Delete hello?' });
  expect(dialog.textContent).toContain('software/hello and everything in it');
});
