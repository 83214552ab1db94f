import { AppError } from '../../../shared/api/errors.ts';
import { call } from '../api/client.ts';
import { navigate } from '../navigation.ts';
import { useEditorStore } from '../stores/editorStore.ts';
import { nameOf } from '../stores/filesStore.ts';
import { clearNotices, notify } from '../stores/noticesStore.ts';
import { currentRelease, useReleasesStore } from '../stores/releasesStore.ts';
import { activeRun, addRun, putRun, useRunsStore } from '../stores/runsStore.ts';
import { saveAll } from './saveFiles.ts';
import { showFile } from './editorRoute.ts';

/**
 * Rebuilds the selected release. What is on screen is what is built: unsaved files are saved first, and a file
 * that cannot be saved stops it.
 */
export async function rebuild(): Promise<void> {
  const release = currentRelease(useReleasesStore.getState());
  if (!release) return;
  clearNotices();
  const { saved, unsaved } = await saveAll();
  const [first] = unsaved;
  if (first !== undefined) {
    const conflict = useEditorStore.getState().files.get(first)?.disk !== 'same';
    showFile(first);
    notify({
      look: 'error',
      text: `Nothing was built: ${nameOf(first)} ${conflict ? 'has changed on disk. Decide above the text' : 'could not be saved'}.`,
    });
    return;
  }
  if (saved > 0)
    notify({
      look: 'info',
      text: saved === 1 ? 'Saved 1 file before building.' : `Saved ${saved} files before building.`,
    });
  try {
    addRun(await call('startRun', { body: { release: release.name } }));
  } catch (error) {
    if (!(error instanceof AppError && error.code === 'run_in_progress')) throw error;
    notify({
      look: 'error',
      text: error.message,
      action: { label: 'Show logs', run: () => navigate({ page: 'logs' }) },
    });
  }
}

/** Stops the run that goes on, with everything it started. */
export async function stopActiveRun(): Promise<void> {
  const run = activeRun(useRunsStore.getState());
  if (!run) return;
  try {
    putRun(await call('stopRun', { params: { run: run.id } }));
  } catch (error) {
    // It ended by itself a moment earlier: that is what was wanted.
    if (!(error instanceof AppError && error.code === 'run_finished')) throw error;
  }
}
