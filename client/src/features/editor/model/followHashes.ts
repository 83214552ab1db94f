import { reportFailure } from '../../../core/commands/reportFailure.ts';
import { UnreachableError } from '../../../core/api/client.ts';
import { AppError } from '../../../../../shared/core/errors.ts';
import { onFileChanges } from '../../files/index.ts';
import { useSettingsStore } from '../../settings/index.ts';
import { setListed, useEditorStore } from './editorStore.ts';
import { isHashFile, updateHashFiles } from './hashFiles.ts';
import { updateInTurn } from './hashTurns.ts';
import { askMd5 } from './md5.ts';

/** Changes on disk are looked at when none came for this long, in ms. */
const settling = 200;

/**
 * Knows of the file that is shown whether a hash file lists it, and with which sum; with the setting for it, updates that
 * sum when the file is saved. Returns what ends it.
 */
export function followHashes(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const lookSoon = () => {
    clearTimeout(timer);
    timer = setTimeout(() => reportFailure(look()), settling);
  };
  const stops = [
    useEditorStore.subscribe(({ activePath, files }, before) => {
      const isOther = activePath !== before.activePath;
      const isLoaded = fileState(files, activePath) !== fileState(before.files, activePath);
      if (isOther || isLoaded) lookSoon();
      if (files === before.files) return;
      for (const [path, file] of files) {
        const wasSaved = before.files.get(path)?.saving === true && !file.saving;
        if (!wasSaved) continue;
        lookSoon();
        if (file.saveProblem === undefined && file.disk === 'same')
          reportFailure(updateInTurn(() => updateOnSave(path)));
      }
    }),
    onFileChanges((changes) => {
      const { activePath } = useEditorStore.getState();
      const concerns = changes.some(({ path, kind }) =>
        kind === 'directory' ? true : path === activePath || isHashFile(path),
      );
      if (concerns) lookSoon();
    }),
  ];
  return () => {
    for (const stop of stops) stop();
    clearTimeout(timer);
  };
}

function fileState(files: ReadonlyMap<string, { state: string }>, path: string | undefined) {
  return path === undefined ? undefined : files.get(path)?.state;
}

async function look(): Promise<void> {
  const { activePath: path, files } = useEditorStore.getState();
  const file = path === undefined ? undefined : files.get(path);
  const isListable = path?.startsWith('workspace/') === true && !isHashFile(path) && file?.state === 'text';
  if (path === undefined || !isListable) {
    setListed(undefined);
    return;
  }
  const answer = await unlessGone(askMd5(path));
  if (useEditorStore.getState().activePath !== path) return;
  setListed(answer && answer.listedIn.length > 0 ? answer : undefined);
}

async function updateOnSave(path: string): Promise<void> {
  if (useSettingsStore.getState().settings?.updateHashesOnSave !== true) return;
  if (!path.startsWith('workspace/') || isHashFile(path)) return;
  const answer = await unlessGone(askMd5(path));
  const stale = answer?.listedIn.filter(({ md5sum }) => md5sum !== '' && md5sum !== answer.md5) ?? [];
  if (stale.length > 0) await updateHashFiles([...new Set(stale.map((each) => each.path))], { of: path });
}

/** What it says of a file that can be looked at no more, or of a server that has gone, is nothing. */
async function unlessGone<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof AppError || error instanceof UnreachableError) return undefined;
    throw error;
  }
}
