import { beforeLeaving } from '../../../core/beforeLeaving.ts';
import { reportFailure } from '../../../core/commands/reportFailure.ts';
import { currentRoute, onRouteChange } from '../../../core/navigation.ts';
import { useConnectionStore } from '../../../core/stores/connectionStore.ts';
import { adoptEarlierDrafts, flushDrafts, leaveLastWords, takeBackLastWords } from './draftKeeper.ts';
import { openWithDraft } from './openFiles.ts';
import { followRoute } from './editorRoute.ts';
import { followFiles } from './followFiles.ts';
import { followHashes } from './followHashes.ts';
import { keepLayout, restoreLayout } from './layout.ts';
import { followMd5 } from './md5.ts';
import { retrySaves } from './saveFiles.ts';

/** Starts what the open files need outside React, once per page. */
export function startEditor(): void {
  followFiles();
  followMd5();
  followHashes();
  reportFailure(restoreFiles());
  useConnectionStore.subscribe(({ state }, before) => {
    if (state === 'live' && before.state !== 'live') reportFailure(retrySaves());
  });
  keepUnsavedEdits();
}

/** The tabs of the last visit, the file that the address names, and what was left unsaved. */
async function restoreFiles(): Promise<void> {
  const layout = restoreLayout();
  reportFailure(
    adoptEarlierDrafts(workspaceFolder(), async (paths) => {
      await layout;
      for (const path of paths) await openWithDraft(path);
    }),
  );
  await layout;
  onRouteChange(() => followRoute(currentRoute()));
  followRoute(currentRoute());
  beforeLeaving(keepLayout());
}

/** What is unsaved outlives the page; where the browser does not take it, the user is asked before the page goes. */
function keepUnsavedEdits(): void {
  beforeLeaving(flushDrafts);
  addEventListener('pagehide', leaveLastWords);
  addEventListener('pageshow', ({ persisted }) => persisted && takeBackLastWords());
  addEventListener('beforeunload', (event) => {
    if (!leaveLastWords()) event.preventDefault();
  });
}

/** The folder of the workspace, as soon as the server has said it. */
function workspaceFolder(): Promise<string> {
  return new Promise((resolve) => {
    const stop = useConnectionStore.subscribe(({ session }) => {
      if (!session) return;
      stop();
      resolve(session.workspace);
    });
  });
}
