import { parseHashFile } from '../../../../../shared/profile/hashFile.ts';
import { nameOf } from '../../../../../shared/core/paths.ts';
import { call } from '../../../core/api/client.ts';
import { notify } from '../../../core/stores/noticesStore.ts';
import { openText, plainText } from '../modelRegistry.ts';
import { setMd5, useEditorStore, type Md5Answer } from './editorStore.ts';
import { showFile } from './editorRoute.ts';
import { updateHashFiles } from './hashFiles.ts';
import { updateInTurn } from './hashTurns.ts';
import { loadFile, openFile } from './openFiles.ts';
import { saveFile } from './saveFiles.ts';

/** Computes the MD5 sum of a file as it is on screen: unsaved edits are saved first. */
export async function computeMd5(path: string): Promise<void> {
  await loadFile(path);
  if ((await saveFile(path)) !== 'saved') return;
  await refreshMd5(path);
}

/** The MD5 sum of a file on disk, and where it is listed. */
export async function askMd5(path: string): Promise<Md5Answer> {
  return { path, ...(await call('getMd5', { query: { path } })) };
}

async function refreshMd5(path: string): Promise<void> {
  setMd5(await askMd5(path));
}

/** Keeps the sum that is shown true when its file, or a profile that lists it, is saved. Returns what ends it. */
export function followMd5(): () => void {
  return useEditorStore.subscribe(({ files, md5 }, before) => {
    if (!md5 || before.md5 !== md5) return;
    const paths = [md5.path, ...md5.listedIn.map(({ path }) => path)];
    const saved = paths.some(
      (path) => before.files.get(path)?.saving === true && files.get(path)?.saving === false,
    );
    if (saved) refreshMd5(md5.path).catch(() => setMd5(undefined));
  });
}

/**
 * Writes the sum of a file into every buildout.hash.cfg that lists it. Each is opened, so that the edit can be undone, and
 * saved, so that the next build finds it, unless it had unsaved edits before.
 */
export async function updateListings({ path, listedIn }: Md5Answer): Promise<void> {
  if ((await saveFile(path)) !== 'saved') return;
  const profiles = [...new Set(listedIn.map((listing) => listing.path))];
  for (const profile of profiles) await openFile(profile);
  const { sums, unsaved } = await updateInTurn(() => updateHashFiles(profiles, { of: path }));
  const [first] = listedIn;
  if (first === undefined) return;
  showListing(first.path, first.section);
  const names = profiles.length === 1 ? nameOf(first.path) : `Each of ${profiles.length} hash files`;
  if (sums > 0 && unsaved.length === 0)
    notify({ look: 'success', text: `${names} has the new sum. Ctrl+Z in its tab takes it back.` });
}

/** Shows the sum of a section, at its end. */
function showListing(path: string, section: string): void {
  const text = openText(path);
  const entry = text && parseHashFile(plainText(text.model)).find((each) => each.section === section);
  if (text && entry) {
    showFile(path, { line: entry.sumLine, column: text.model.getLineMaxColumn(entry.sumLine) });
  } else {
    showFile(path);
  }
}
