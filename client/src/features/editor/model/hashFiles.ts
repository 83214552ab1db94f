import { nameOf, parentOf } from '../../../../../shared/core/paths.ts';
import { maxHashFiles, type CheckedHashFile } from '../../../../../shared/hashes.ts';
import {
  checkHashes,
  hashFileName,
  isStale,
  withSums,
  type CheckedEntry,
} from '../../../../../shared/profile/hashFile.ts';
import { call } from '../../../core/api/client.ts';
import { notify } from '../../../core/stores/noticesStore.ts';
import { isDirty, openText, plainText, replaceText, type OpenText } from '../modelRegistry.ts';
import { useEditorStore } from './editorStore.ts';
import { updateInTurn } from './hashTurns.ts';
import { saveFile } from './saveFiles.ts';

/** What came of an update. */
export interface Updated {
  sums: number;
  /** Hash files whose new sums are not on disk, with why. */
  unsaved: readonly { path: string; message: string }[];
}

/** Whether a path of the workspace is that of a hash file. */
export function isHashFile(path: string): boolean {
  return path.startsWith('workspace/') && nameOf(path) === hashFileName;
}

/** The client path of a file that a hash file lists. */
export function listedPath(hashFile: string, filename: string): string {
  const names = parentOf(hashFile).split('/');
  for (const name of filename.split('/')) {
    if (name === '..') names.pop();
    else if (name !== '' && name !== '.') names.push(name);
  }
  return names.join('/');
}

/** The entries of a text, with the sums on disk as a check of its file has them. What was typed since has none yet. */
export async function checkText(text: OpenText, { entries }: CheckedHashFile): Promise<CheckedEntry[]> {
  const sums = new Map(entries.map(({ filename, md5 }) => [filename, md5]));
  return checkHashes(plainText(text.model), (filename) => Promise.resolve(sums.get(filename)));
}

/**
 * Writes right sums into hash files, of all that they list or of one file. What is open is edited there, which can be
 * undone, and saved where it had no unsaved edits; the others are changed on disk.
 */
export async function updateHashFiles(
  paths: readonly string[],
  { of: only }: { of?: string } = {},
): Promise<Updated> {
  let sums = 0;
  const unsaved: { path: string; message: string }[] = [];
  const closed: string[] = [];
  for (const path of paths) {
    const text = openText(path);
    if (!text) {
      closed.push(path);
      continue;
    }
    const edited = await updateOpen(path, text, only);
    sums += edited.sums;
    if (edited.problem !== undefined) unsaved.push({ path, message: edited.problem });
  }
  for (let at = 0; at < closed.length; at += maxHashFiles) {
    const { updated, problems } = await call('updateHashes', {
      body: { paths: closed.slice(at, at + maxHashFiles) },
    });
    for (const file of updated) sums += file.sums;
    unsaved.push(...problems);
  }
  return { sums, unsaved };
}

async function updateOpen(
  path: string,
  text: OpenText,
  only: string | undefined,
): Promise<{ sums: number; problem?: string }> {
  const { files } = await call('checkHashes', { query: { path } });
  const [file] = files;
  // It may have been closed, and opened again, while the server was asked.
  if (file === undefined || openText(path) !== text) return { sums: 0 };
  const entries = (await checkText(text, file)).filter((entry) =>
    only === undefined
      ? isStale(entry)
      : listedPath(path, entry.filename) === only && entry.md5 !== undefined && entry.md5 !== entry.md5sum,
  );
  if (entries.length === 0) return { sums: 0 };
  const wasDirty = isDirty(text);
  replaceText(text, withSums(plainText(text.model), entries));
  const sums = entries.length;
  if (wasDirty) return { sums, problem: 'it has unsaved edits of yours: save it.' };
  return (await saveFile(path)) === 'saved' ? { sums } : { sums, problem: 'it could not be saved.' };
}

/**
 * Updates the sums of a whole folder. Files with unsaved edits are saved first, as before a build; hash files are not, since
 * what was begun in them is not finished.
 */
export async function updateAllHashes(folder: string): Promise<void> {
  const dirty = [...useEditorStore.getState().files.values()].filter((file) => file.dirty);
  for (const { path } of dirty) if (!isHashFile(path)) await saveFile(path);
  const { files } = await call('checkHashes', { query: { path: folder } });
  const paths = files
    .filter(({ path, entries }) => entries.some(isStale) || openText(path) !== undefined)
    .map(({ path }) => path);
  tellUpdated(await updateInTurn(() => updateHashFiles(paths)));
}

function tellUpdated({ sums, unsaved }: Updated): void {
  const [problem] = unsaved;
  if (problem) {
    const rest = unsaved.length === 1 ? '' : ` The same is true of ${unsaved.length - 1} more.`;
    notify({ look: 'error', text: `${problem.path} is not updated on disk: ${problem.message}${rest}` });
  } else if (sums === 0) {
    notify({ look: 'info', text: 'All MD5 sums are up to date.' });
  } else {
    notify({
      look: 'success',
      text: `${sums} MD5 ${sums === 1 ? 'sum is' : 'sums are'} updated.`,
    });
  }
}
