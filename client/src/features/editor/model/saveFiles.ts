import { AppError } from '../../../../../shared/core/errors.ts';
import { call, messageOf, UnreachableError } from '../../../core/api/client.ts';
import { isDirty, openText, textOf, type OpenText } from '../modelRegistry.ts';
import { updateFile, useEditorStore } from './editorStore.ts';
import { compareWithDisk, fetchFile } from './diskText.ts';
import { reportFailure } from '../../../core/commands/reportFailure.ts';
import { askAgain } from '../../../core/api/askAgain.ts';
import { takeAsSaved } from './diskText.ts';
import { hashesUpdated } from './hashTurns.ts';
import { noteAnswered, noteRefused, noteSent } from './sentTexts.ts';

/** How a save went. `conflict`: the file on disk is another by now, and the user has to decide. */
export type SaveResult = 'saved' | 'conflict' | 'failed';

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
  const sent = { version: text.model.getAlternativeVersionId(), diskText: textOf(text) };
  noteSent(text, sent);
  updateFile(path, { saving: true, saveProblem: undefined });
  try {
    const { etag } = await call('writeFile', {
      query: { path },
      body: { text: sent.diskText },
      ...(ifMatch === undefined ? { ifNoneMatch: '*' as const } : { ifMatch }),
    });
    noteAnswered(text);
    await takeAsSaved(path, text, { ...sent, etag });
    return 'saved';
  } catch (error) {
    if (error instanceof AppError) noteRefused(text, sent);
    return await saveFailed(path, text, error);
  } finally {
    updateFile(path, { saving: false });
  }
}

async function saveFailed(path: string, text: OpenText, error: unknown): Promise<SaveResult> {
  if (error instanceof AppError && (error.code === 'changed_on_disk' || error.code === 'not_found')) {
    try {
      await compareWithDisk(path);
    } catch (unseen) {
      return notSaved(path, unseen);
    }
    if (useEditorStore.getState().files.get(path)?.disk !== 'same') return 'conflict';
    // What is on disk is an earlier save, whose answer was lost: the edits since then go on top of it.
    return isDirty(text) ? await attempt(path, text, text.etag) : 'saved';
  }
  return notSaved(path, error);
}

function notSaved(path: string, error: unknown): SaveResult {
  const unreachable = error instanceof UnreachableError;
  updateFile(path, {
    saveProblem: unreachable
      ? 'Not saved yet: the server does not answer. It is saved when the connection is back.'
      : `Not saved: ${messageOf(error)}`,
  });
  if (unreachable) {
    retryWhenLive.add(path);
    askAgain(() => reportFailure(retrySaves()));
  } else if (!(error instanceof AppError)) throw error;
  return 'failed';
}

const retryWhenLive = new Set<string>();

/** Saves what could not be saved while the server was away. */
export async function retrySaves(): Promise<void> {
  const paths = [...retryWhenLive];
  retryWhenLive.clear();
  await Promise.all(paths.map(saveFile));
}

/** Saves every file with unsaved edits, and waits for the sums that follow. Answers the paths that could not be, and how many were. */
export async function saveAll(): Promise<{ saved: number; unsaved: string[] }> {
  const dirty = [...useEditorStore.getState().files.values()].filter((file) => file.dirty);
  const results = await Promise.all(dirty.map(async ({ path }) => ({ path, result: await saveFile(path) })));
  await hashesUpdated();
  const unsaved = results.filter(({ result }) => result !== 'saved').map(({ path }) => path);
  return { saved: results.length - unsaved.length, unsaved };
}
