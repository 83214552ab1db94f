import { hashEdit, parseHashFile } from '../../../../../shared/profile/hashFile.ts';
import { AppError } from '../../../../../shared/core/errors.ts';
import { call } from '../../../core/api/client.ts';
import { openText, plainText } from '../modelRegistry.ts';
import { setMd5, useEditorStore, type Md5Answer } from './editorStore.ts';
import { nameOf } from '../../../../../shared/core/paths.ts';
import { notify } from '../../../core/stores/noticesStore.ts';
import { loadFile, openFile } from './openFiles.ts';
import { saveFile } from './saveFiles.ts';
import { showFile } from './editorRoute.ts';

/** Computes the MD5 sum of a file as it is on screen: unsaved edits are saved first. */
export async function computeMd5(path: string): Promise<void> {
  await loadFile(path);
  if ((await saveFile(path)) !== 'saved') return;
  await refreshMd5(path);
}

async function refreshMd5(path: string): Promise<void> {
  const { md5, listedIn } = await call('getMd5', { query: { path } });
  setMd5({ path, md5, ...(listedIn && { listedIn }) });
}

/** Keeps the sum that is shown true when its file, or the profile that lists it, is saved. Returns what ends it. */
export function followMd5(): () => void {
  return useEditorStore.subscribe(({ files, md5 }, before) => {
    if (!md5 || before.md5 !== md5) return;
    const paths = [md5.path, md5.listedIn?.path];
    const saved = paths.some(
      (path) =>
        path !== undefined && before.files.get(path)?.saving === true && files.get(path)?.saving === false,
    );
    if (saved) refreshMd5(md5.path).catch(() => setMd5(undefined));
  });
}

/**
 * Writes the sum into the buildout.hash.cfg that lists the file, as an edit that can be undone, and saves that
 * profile, so that the next build finds it.
 */
export async function updateHashFile({ md5, listedIn }: Md5Answer): Promise<void> {
  if (!listedIn) return;
  await openFile(listedIn.path);
  const text = openText(listedIn.path);
  if (!text) throw new AppError('not_found', `${nameOf(listedIn.path)} cannot be opened.`);
  const entry = parseHashFile(plainText(text.model)).find(({ section }) => section === listedIn.section);
  if (!entry)
    throw new AppError(
      'not_found',
      `${nameOf(listedIn.path)} has no section [${listedIn.section}] any more.`,
    );
  const edit = hashEdit(entry, md5);
  const line = edit.line + 1;
  const end = text.model.getLineMaxColumn(line);
  text.model.pushStackElement();
  text.model.pushEditOperations(
    [],
    [
      {
        range: {
          startLineNumber: line,
          startColumn: edit.replace ? 1 : end,
          endLineNumber: line,
          endColumn: end,
        },
        text: edit.replace ? edit.text : `\n${edit.text}`,
      },
    ],
    () => null,
  );
  text.model.pushStackElement();
  showFile(listedIn.path, { line: edit.replace ? line : line + 1, column: edit.text.length + 1 });
  if ((await saveFile(listedIn.path)) === 'saved')
    notify({
      look: 'success',
      text: `${nameOf(listedIn.path)} has the new sum. Ctrl+Z in its tab takes it back.`,
    });
}
