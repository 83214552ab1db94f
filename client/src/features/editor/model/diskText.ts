import { AppError } from '../../../../../shared/core/errors.ts';
import { request } from '../../../core/api/client.ts';
import {
  isDirty,
  markSaved,
  openText,
  removeText,
  replaceFromDisk,
  textOf,
  type OpenText,
} from '../modelRegistry.ts';
import { byteOrderMark, decodeText } from '../../../core/format/textFormat.ts';
import { updateFile, type OpenFile } from './editorStore.ts';
import { forgetDraft } from './draftKeeper.ts';
import { sentAs, type SentText } from './sentTexts.ts';

/** The bytes of a file with their ETag. Rejects with `not_found` where there is none. */
export async function fetchFile(path: string): Promise<{ bytes: Uint8Array; etag: string; binary: boolean }> {
  const { data, headers } = await request('readFile', { query: { path } });
  return { bytes: data, etag: headers.get('ETag') ?? '', binary: headers.get('X-Content-Kind') === 'binary' };
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

/**
 * Looks at a file again after it changed on disk. A clean text follows silently, a dirty one gets the choice
 * between the two, unless they are the same by now, or what is on disk was sent by this page.
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
  const sent = sentAs(text, diskText);
  if (sent) await takeAsSaved(path, text, { ...sent, etag });
  else if (isDirty(text) && diskText !== textOf(text)) updateFile(path, { disk: 'changed' });
  else await adopt(path, text, { diskText, etag });
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

/** Notes that a save has come true; edits since then stay unsaved. */
export async function takeAsSaved(
  path: string,
  text: OpenText,
  saved: SentText & { etag: string },
): Promise<void> {
  markSaved(text, saved);
  updateFile(path, { ...describe(text), disk: 'same', saveProblem: undefined, restoredFrom: undefined });
  if (!isDirty(text)) await forgetDraft(path);
}

async function discardText(path: string, state: Partial<OpenFile>): Promise<void> {
  updateFile(path, { ...state, dirty: false });
  removeText(path);
  await forgetDraft(path);
}

/** What the page shows of a text besides the text. */
export function describe(text: OpenText): Pick<OpenFile, 'lineEnds' | 'byteOrderMark' | 'dirty'> {
  return {
    lineEnds: text.lineEnds,
    byteOrderMark: text.diskText.startsWith(byteOrderMark),
    dirty: isDirty(text),
  };
}
