import { reportFailure } from '../../../core/commands/reportFailure.ts';
import { useEditorStore } from './editorStore.ts';
import { isWithin } from '../../../../../shared/core/paths.ts';
import { UnreachableError } from '../../../core/api/client.ts';
import { askAgain } from '../../../core/api/askAgain.ts';
import { compareWithDisk } from './diskText.ts';
import { onLiveReset } from '../../../core/live/live.ts';
import { onFileChanges } from '../../files/index.ts';

/** Replacing a file is a deletion and a creation: what is on disk is looked at when both have passed, in ms. */
const settling = 120;

const waiting = new Set<string>();
let timer: ReturnType<typeof setTimeout> | undefined;

/** Keeps open texts abreast of the files on disk. Returns what ends it. */
export function followFiles(): () => void {
  const stops = [
    onFileChanges((changes) => {
      for (const path of useEditorStore.getState().files.keys()) {
        if (
          changes.some((change) =>
            change.kind === 'directory' ? isWithin(path, change.path) : change.path === path,
          )
        )
          lookSoon(path);
      }
    }),
    onLiveReset(() => {
      for (const path of useEditorStore.getState().files.keys()) lookSoon(path);
    }),
  ];
  return () => {
    for (const stop of stops) stop();
    clearTimeout(timer);
  };
}

async function look(path: string): Promise<void> {
  try {
    await compareWithDisk(path);
  } catch (error) {
    if (!(error instanceof UnreachableError)) throw error;
    askAgain(() => lookSoon(path));
  }
}

function lookSoon(path: string): void {
  waiting.add(path);
  timer ??= setTimeout(() => {
    timer = undefined;
    const paths = [...waiting];
    waiting.clear();
    for (const each of paths) reportFailure(look(each));
  }, settling);
}
