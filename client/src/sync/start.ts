import { onSignedOut } from '../api/client.ts';
import { registerAppCommands } from '../commands/appCommands.ts';
import { reportFailure } from '../commands/reportFailure.ts';
import { currentRoute, onRouteChange } from '../navigation.ts';
import { setConnectionState, useConnectionStore } from '../stores/connectionStore.ts';
import { addUnloadedTab, loadFile } from './openFiles.ts';
import { retrySaves } from './saveFiles.ts';
import { adoptEarlierDrafts, flushDrafts } from './draftKeeper.ts';
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
  beforeLeaving(flushDrafts);
}

/** The tabs of the last visit, the file that the address names, and what was left unsaved. */
async function restoreFiles(): Promise<void> {
  const drafts = adoptEarlierDrafts(workspaceFolder());
  await restoreLayout();
  onRouteChange(() => followRoute(currentRoute()));
  followRoute(currentRoute());
  beforeLeaving(keepLayout());
  for (const path of await drafts) {
    addUnloadedTab(path);
    await loadFile(path);
  }
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
