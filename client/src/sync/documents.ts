import { AppError } from '../../../shared/api/errors.ts';
import { call, messageOf, request, UnreachableError } from '../api/client.ts';
import { languageOf } from '../features/editor/languageOf.ts';
import { loadMonaco } from '../features/editor/loadMonaco.ts';
import {
  addText,
  isDirty,
  markSaved,
  openText,
  removeText,
  replaceFromDisk,
  replaceText,
  textOf,
  type OpenText,
} from '../features/editor/modelRegistry.ts';
import { byteOrderMark, decodeText } from '../features/editor/textFormat.ts';
import { reportFailure } from '../commands/reportFailure.ts';
import {
  activateTab,
  addTab,
  removeTab,
  replaceTab,
  requestReveal,
  updateFile,
  useEditorStore,
  type OpenFile,
} from '../stores/editorStore.ts';
import { isWithin, selectEntry } from '../stores/filesStore.ts';
import { useLayoutStore } from '../stores/layoutStore.ts';
import { showOverlay } from '../stores/overlayStore.ts';
import { expandFolder } from './folders.ts';
import { showActiveFile } from './showActiveFile.ts';
import { forgetDraft, scheduleDraft, takeAdoptedDraft } from './draftKeeper.ts';

/** How a save went. `conflict`: the file on disk is another by now, and the user has to decide. */
export type SaveResult = 'saved' | 'conflict' | 'failed';

/** Installed releases are looked at, not edited: the next build overwrites them. */
export function isReadOnly(path: string): boolean {
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
  if (line !== undefined) requestReveal({ path, line, column: column ?? 1 });
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
  useLayoutStore.setState({ treeShown: true, drawerOpen: true });
  await expandFolder(path);
  selectEntry(path);
}

async function fetchFile(path: string): Promise<{ bytes: Uint8Array; etag: string; binary: boolean }> {
  const { data, headers } = await request('readFile', { query: { path } });
  return { bytes: data, etag: headers.get('ETag') ?? '', binary: headers.get('X-Content-Kind') === 'binary' };
}

/** Unsaved edits of an earlier visit come back as an edit that can be undone; the user is asked what to do. */
async function restoreDraft(path: string, text: OpenText): Promise<void> {
  const draft = await takeAdoptedDraft(path);
  if (!draft) return;
  if (draft.text === text.diskText) {
    await forgetDraft(path);
    return;
  }
  replaceText(text, draft.text);
  const disk = draft.etag === text.etag ? 'same' : 'changed';
  text.etag = draft.etag;
  updateFile(path, { restoredFrom: draft.savedAt, disk });
}

function contentChanged(path: string): void {
  const text = openText(path);
  if (!text) return;
  const dirty = isDirty(text);
  const file = useEditorStore.getState().files.get(path);
  if (file && file.dirty !== dirty) updateFile(path, { dirty });
  scheduleDraft(path);
}

function describe(text: OpenText): Pick<OpenFile, 'lineEnds' | 'byteOrderMark' | 'dirty'> {
  return {
    lineEnds: text.lineEnds,
    byteOrderMark: text.diskText.startsWith(byteOrderMark),
    dirty: isDirty(text),
  };
}

/** Closes a tab; with unsaved edits it asks first. */
export function closeFile(path: string): void {
  if (useEditorStore.getState().files.get(path)?.dirty === true) showOverlay({ kind: 'closeFile', path });
  else reportFailure(discardAndClose(path));
}

/** Closes a tab and gives up its unsaved edits. */
export async function discardAndClose(path: string): Promise<void> {
  removeTab(path);
  removeText(path);
  showActiveFile();
  await forgetDraft(path);
}

const saves = new Map<string, Promise<SaveResult>>();

/** Saves a file if it has unsaved edits. One save per file goes on at a time; a second one follows it. */
export async function saveFile(path: string): Promise<SaveResult> {
  await saves.get(path);
  const text = openText(path);
  const file = useEditorStore.getState().files.get(path);
  if (!text || !file || file.readOnly) return 'saved';
  if (!isDirty(text) && file.disk === 'same') return 'saved';
  if (file.disk === 'changed') return 'conflict';
  return write(path, text, text.etag);
}

/** Saves over what is on disk by now: the user has seen that it is another. */
export async function overwriteFile(path: string): Promise<SaveResult> {
  const text = openText(path);
  if (!text) return 'failed';
  const { etag } = await fetchFile(path);
  return write(path, text, etag);
}

/** Saves a file that was deleted on disk: creates it again. */
export async function recreateFile(path: string): Promise<SaveResult> {
  const text = openText(path);
  return text ? write(path, text, undefined) : 'failed';
}

function write(path: string, text: OpenText, etag: string | undefined): Promise<SaveResult> {
  const save = attempt(path, text, etag).finally(() => saves.delete(path));
  saves.set(path, save);
  return save;
}

async function attempt(path: string, text: OpenText, ifMatch: string | undefined): Promise<SaveResult> {
  const version = text.model.getAlternativeVersionId();
  const diskText = textOf(text);
  updateFile(path, { saving: true, saveProblem: undefined });
  try {
    const { etag } = await call('writeFile', {
      query: { path },
      body: { text: diskText },
      ...(ifMatch === undefined ? { ifNoneMatch: '*' as const } : { ifMatch }),
    });
    markSaved(text, { etag, diskText, version });
    updateFile(path, { ...describe(text), disk: 'same', restoredFrom: undefined });
    if (!isDirty(text)) await forgetDraft(path);
    return 'saved';
  } catch (error) {
    return await saveFailed(path, error);
  } finally {
    updateFile(path, { saving: false });
  }
}

async function saveFailed(path: string, error: unknown): Promise<SaveResult> {
  if (error instanceof AppError && (error.code === 'changed_on_disk' || error.code === 'not_found')) {
    await compareWithDisk(path);
    return useEditorStore.getState().files.get(path)?.disk === 'same' ? 'saved' : 'conflict';
  }
  const unreachable = error instanceof UnreachableError;
  updateFile(path, {
    saveProblem: unreachable
      ? 'Not saved yet: the server does not answer. It is saved when the connection is back.'
      : `Not saved: ${messageOf(error)}`,
  });
  if (unreachable) retryWhenLive.add(path);
  else if (!(error instanceof AppError)) throw error;
  return 'failed';
}

const retryWhenLive = new Set<string>();

/** Saves what could not be saved while the server was away. */
export async function retrySaves(): Promise<void> {
  const paths = [...retryWhenLive];
  retryWhenLive.clear();
  await Promise.all(paths.map(saveFile));
}

/** Saves every file with unsaved edits. Answers the paths that could not be, and how many were. */
export async function saveAll(): Promise<{ saved: number; unsaved: string[] }> {
  const dirty = [...useEditorStore.getState().files.values()].filter((file) => file.dirty);
  const results = await Promise.all(dirty.map(async ({ path }) => ({ path, result: await saveFile(path) })));
  const unsaved = results.filter(({ result }) => result !== 'saved').map(({ path }) => path);
  return { saved: results.length - unsaved.length, unsaved };
}

/**
 * Looks at a file again after it changed on disk. A clean text follows silently, a dirty one gets the choice
 * between the two, unless they are the same by now.
 */
export async function compareWithDisk(path: string): Promise<void> {
  const text = openText(path);
  if (!text) return;
  const onDisk = await fetchIfThere(path);
  if (onDisk === undefined) {
    updateFile(path, { disk: 'deleted' });
    text.etag = undefined;
    return;
  }
  const { bytes, etag, binary } = onDisk;
  if (etag === text.etag) {
    updateFile(path, { disk: 'same' });
    return;
  }
  if (binary) {
    if (isDirty(text)) updateFile(path, { disk: 'changed' });
    else await discardText(path, { state: 'binary', size: bytes.byteLength, disk: 'same' });
    return;
  }
  const diskText = decodeText(bytes);
  if (isDirty(text) && diskText !== textOf(text)) updateFile(path, { disk: 'changed' });
  else await adopt(path, text, { diskText, etag });
}

async function discardText(path: string, state: Partial<OpenFile>): Promise<void> {
  updateFile(path, { ...state, dirty: false });
  removeText(path);
  await forgetDraft(path);
}

/** Takes the text on disk, giving up unsaved edits (which Undo brings back). */
export async function reloadFile(path: string): Promise<void> {
  const text = openText(path);
  if (!text) return;
  const { bytes, etag } = await fetchFile(path);
  await adopt(path, text, { diskText: decodeText(bytes), etag });
}

async function adopt(path: string, text: OpenText, disk: { diskText: string; etag: string }): Promise<void> {
  await replaceFromDisk(text, disk.diskText);
  markSaved(text, { ...disk, version: text.model.getAlternativeVersionId() });
  updateFile(path, {
    ...describe(text),
    disk: 'same',
    saveProblem: undefined,
    restoredFrom: undefined,
    size: new Blob([disk.diskText]).size,
  });
  await forgetDraft(path);
}

async function fetchIfThere(path: string): Promise<Awaited<ReturnType<typeof fetchFile>> | undefined> {
  try {
    return await fetchFile(path);
  } catch (error) {
    if (error instanceof AppError && error.code === 'not_found') return undefined;
    throw error;
  }
}

/** The text on disk now, to compare with. */
export async function fetchDiskText(path: string): Promise<string> {
  const onDisk = await fetchIfThere(path);
  return onDisk ? decodeText(onDisk.bytes) : '';
}

/** After a file or folder was renamed: its open texts move along, unsaved edits included. */
export async function renameOpenFiles(from: string, to: string): Promise<void> {
  const { tabs, files, activePath } = useEditorStore.getState();
  for (const path of tabs.filter((tab) => isWithin(tab, from))) {
    const moved = to + path.slice(from.length);
    const text = openText(path);
    const unsaved = text && isDirty(text) ? textOf(text) : undefined;
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
