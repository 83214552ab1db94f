import { onSignedOut } from '../api/client.ts';
import { registerAppCommands } from '../commands/appCommands.ts';
import { reportFailure } from '../commands/reportFailure.ts';
import { currentRoute, onRouteChange } from '../navigation.ts';
import { setConnectionState, useConnectionStore } from '../stores/connectionStore.ts';
import { openWithDraft } from './openFiles.ts';
import { retrySaves } from './saveFiles.ts';
import { adoptEarlierDrafts, flushDrafts, leaveLastWords, takeBackLastWords } from './draftKeeper.ts';
import { followRoute } from './editorRoute.ts';
import { refreshAll } from './fetchState.ts';
import { expandFolder, watchFolders } from './folders.ts';
import { followFiles } from './followFiles.ts';
import { keepLayout, restoreLayout } from './layout.ts';
import { startLive } from './live.ts';
import { followMd5 } from './md5.ts';

/** Starts everything that lives outside React, once per page. */
export function start(): void {
  registerAppCommands();
  onSignedOut(() => setConnectionState('signedOut'));
  watchFolders();
  followFiles();
  followMd5();
  reportFailure(restoreFiles());
  refreshAll();
  startLive();
  reportFailure(expandFolder('workspace'));
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

/** Does something whenever the page may be about to go away: a phone says no more than that it is hidden. */
function beforeLeaving(act: () => void): void {
  addEventListener('pagehide', act);
  document.addEventListener('visibilitychange', () => document.hidden && act());
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
