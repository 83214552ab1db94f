import { AppError } from '../../../../../shared/core/errors.ts';
import { messageOf } from '../../../core/api/client.ts';
import { reportFailure } from '../../../core/commands/reportFailure.ts';
import { languageOf } from '../../../core/format/languageOf.ts';
import { loadMonaco } from '../loadMonaco.ts';
import type { Draft } from '../drafts/drafts.ts';
import {
  addText,
  isDirty,
  openText,
  removeText,
  replaceText,
  textOf,
  type OpenText,
} from '../modelRegistry.ts';
import { decodeText } from '../../../core/format/textFormat.ts';
import {
  activateTab,
  addTab,
  removeTab,
  replaceTab,
  requestReveal,
  updateFile,
  useEditorStore,
  type OpenFile,
} from './editorStore.ts';
import { isWithin, nameOf } from '../../../../../shared/core/paths.ts';
import { expandFolder, selectEntry } from '../../files/index.ts';
import { showSidePane } from '../../../core/stores/layoutStore.ts';
import { notify } from '../../../core/stores/noticesStore.ts';
import { showOverlay } from '../../../core/overlays.tsx';
import { closeFileDialog } from '../overlays.ts';
import { describe, fetchFile } from './diskText.ts';
import { forgetDraft, moveDraft, putBackDraft, scheduleDraft, takeAdoptedDraft } from './draftKeeper.ts';
import { showActiveFile } from './showActiveFile.ts';

/** Installed releases are looked at, not edited: the next build overwrites them. */
function isReadOnly(path: string): boolean {
  return path.startsWith('releases/');
}

function tabOf(path: string): OpenFile {
  return {
    path,
    state: 'unloaded',
    readOnly: isReadOnly(path),
    dirty: false,
    saving: false,
    disk: 'same',
    lineEnds: 'LF',
    byteOrderMark: false,
    language: languageOf(path),
  };
}

/** Gives a file a tab without reading it yet. */
export function addUnloadedTab(path: string): void {
  addTab(tabOf(path));
}

/** Shows a file in its tab, at a line where one is given. Resolves when it is there, or known not to be readable. */
export async function openFile(
  path: string,
  { line, column }: { line?: number | undefined; column?: number | undefined } = {},
): Promise<void> {
  addTab(tabOf(path));
  activateTab(path);
  if (line !== undefined) requestReveal({ path, line, column });
  await loadFile(path);
}

const loads = new Map<string, Promise<void>>();

/** Reads a file that has a tab, unless it has been read. */
export async function loadFile(path: string): Promise<void> {
  const file = useEditorStore.getState().files.get(path);
  if (file === undefined || file.state === 'text' || file.state === 'binary') return;
  const load = loads.get(path) ?? read(path).finally(() => loads.delete(path));
  loads.set(path, load);
  await load;
}

async function read(path: string): Promise<void> {
  updateFile(path, { state: 'loading' });
  void loadMonaco();
  try {
    const { bytes, etag, binary } = await fetchFile(path);
    if (binary) {
      updateFile(path, { state: 'binary', size: bytes.byteLength });
      return;
    }
    const text = await addText(path, decodeText(bytes), etag);
    if (!useEditorStore.getState().files.has(path)) {
      removeText(path);
      return;
    }
    text.model.onDidChangeContent(() => contentChanged(path));
    updateFile(path, { ...describe(text), size: bytes.byteLength, state: 'text' });
    await restoreDraft(path, text);
  } catch (error) {
    if (error instanceof AppError && error.code === 'is_directory') await showFolder(path);
    else updateFile(path, { state: 'failed', problem: messageOf(error) });
  }
}

/** A link to a folder opens it in the tree. */
async function showFolder(path: string): Promise<void> {
  await discardAndClose(path);
  showSidePane('files');
  await expandFolder(path);
  selectEntry(path);
}

/** Opens a file that an earlier visit left with unsaved edits, and shows these. */
export async function openWithDraft(path: string): Promise<void> {
  addUnloadedTab(path);
  await loadFile(path);
  const text = openText(path);
  if (text) await restoreDraft(path, text);
}

/** Unsaved edits of an earlier visit come back as an edit that can be undone; the user is asked what to do. */
async function restoreDraft(path: string, text: OpenText): Promise<void> {
  const draft = await takeAdoptedDraft(path);
  if (!draft) return;
  if (isDirty(text)) await offerDraft(path, draft);
  else if (draft.text === text.diskText) await forgetDraft(path);
  else applyDraft(path, text, draft);
}

function applyDraft(path: string, text: OpenText, draft: Draft): void {
  replaceText(text, draft.text);
  const disk = draft.etag === text.etag ? 'same' : 'changed';
  text.etag = draft.etag;
  updateFile(path, { restoredFrom: draft.savedAt, disk });
}

/** The page before took so long to end that the user has typed since: what it left stays for a later visit, or is taken now. */
async function offerDraft(path: string, draft: Draft): Promise<void> {
  await putBackDraft(draft);
  notify({
    look: 'info',
    text: `There are unsaved edits of ${nameOf(path)} from before the page was loaded again. Undo leads back from them.`,
    action: {
      label: 'Show them',
      run: () => {
        const text = openText(path);
        if (text) applyDraft(path, text, draft);
      },
    },
  });
}

function contentChanged(path: string): void {
  const text = openText(path);
  if (!text) return;
  const dirty = isDirty(text);
  const file = useEditorStore.getState().files.get(path);
  if (file && file.dirty !== dirty) updateFile(path, { dirty });
  scheduleDraft(path);
}

/** Closes a tab; with unsaved edits it asks first. */
export function closeFile(path: string): void {
  if (useEditorStore.getState().files.get(path)?.dirty === true) showOverlay(closeFileDialog, { path });
  else reportFailure(discardAndClose(path));
}

/** Closes a tab and gives up its unsaved edits. */
export async function discardAndClose(path: string): Promise<void> {
  removeTab(path);
  removeText(path);
  showActiveFile();
  await forgetDraft(path);
}

/** After a file or folder was renamed: its open texts move along, unsaved edits included. */
export async function renameOpenFiles(from: string, to: string): Promise<void> {
  const { tabs, files, activePath } = useEditorStore.getState();
  for (const path of tabs.filter((tab) => isWithin(tab, from))) {
    const moved = to + path.slice(from.length);
    const text = openText(path);
    const unsaved = text && isDirty(text) ? textOf(text) : undefined;
    if (unsaved !== undefined) await moveDraft(moved, { text: unsaved, etag: text?.etag });
    replaceTab(path, { ...tabOf(moved), readOnly: files.get(path)?.readOnly ?? false });
    removeText(path);
    await forgetDraft(path);
    if (text || path === activePath) await loadFile(moved);
    const opened = openText(moved);
    if (opened && unsaved !== undefined) replaceText(opened, unsaved);
  }
  showActiveFile();
}

/** After a file or folder was deleted here: tabs without unsaved edits go with it. */
export async function closeDeleted(path: string): Promise<void> {
  const gone = [...useEditorStore.getState().files.values()].filter((file) => isWithin(file.path, path));
  for (const file of gone) {
    if (file.dirty) updateFile(file.path, { disk: 'deleted' });
    else await discardAndClose(file.path);
  }
  showActiveFile();
}
