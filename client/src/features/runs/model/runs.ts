import { AppError } from '../../../../../shared/core/errors.ts';
import type { Run, RunOptions } from '../../../../../shared/runs.ts';
import { call } from '../../../core/api/client.ts';
import { navigate } from '../../../core/navigation.ts';
import { saveAll, showFile, useEditorStore } from '../../editor/index.ts';
import { nameOf } from '../../../../../shared/core/paths.ts';
import { clearNotices, notify } from '../../../core/stores/noticesStore.ts';
import { rebuildOptions, type RebuildKind } from './rebuildStore.ts';
import { currentPair, useReleasesStore } from '../../releases/index.ts';
import { activeRun, addRun, putRun, useRunsStore } from './runsStore.ts';
import { untilAnswered } from '../../../core/api/untilAnswered.ts';

/**
 * Starts a run, once, also where the answer is lost and it has to be asked for again, and puts it into the store. Nothing is
 * saved first. Errors are the caller's to show: AppError with
 * `run_in_progress`, `parameters_invalid`, `not_confirmed`, `has_instances`…, or UnreachableError.
 */
export async function startRun(options: RunOptions): Promise<Run> {
  const body = { ...options, requestId: crypto.randomUUID() };
  const run = await untilAnswered(() => call('startRun', { body }));
  addRun(run);
  return run;
}

/**
 * Rebuilds the selected release with its selected instance, or one step of it, or everything. What is on screen is
 * what is built: unsaved files are saved first, and a file that cannot be saved stops it.
 */
export async function rebuild(kind: RebuildKind = 'both'): Promise<void> {
  const pair = currentPair(useReleasesStore.getState());
  if (!pair) return;
  await saveAndStart({ release: pair.release.name, reference: pair.reference, ...rebuildOptions(kind) });
}

/**
 * Starts a run after saving all files. Answers nothing where a file could not be saved or another run goes on,
 * having said so in a notice.
 */
export async function saveAndStart(options: RunOptions): Promise<Run | undefined> {
  clearNotices();
  if (!(await saveBeforeRun())) return undefined;
  try {
    return await startRun(options);
  } catch (error) {
    if (!(error instanceof AppError && error.code === 'run_in_progress')) throw error;
    notify({
      look: 'error',
      text: error.message,
      action: { label: 'Show logs', run: () => navigate({ page: 'logs' }) },
    });
    return undefined;
  }
}

/** Saves all files. Answers false, having shown the first that could not be, where one could not. */
async function saveBeforeRun(): Promise<boolean> {
  const { saved, unsaved } = await saveAll();
  const [first] = unsaved;
  if (first !== undefined) {
    const conflict = useEditorStore.getState().files.get(first)?.disk !== 'same';
    showFile(first);
    notify({
      look: 'error',
      text: `Nothing was built: ${nameOf(first)} ${conflict ? 'has changed on disk. Decide above the text' : 'could not be saved'}.`,
    });
    return false;
  }
  if (saved > 0)
    notify({
      look: 'info',
      text: saved === 1 ? 'Saved 1 file before building.' : `Saved ${saved} files before building.`,
    });
  return true;
}

/** Stops the run that goes on, with everything it started. */
export async function stopActiveRun(): Promise<void> {
  const run = activeRun(useRunsStore.getState());
  if (!run) return;
  try {
    putRun(await untilAnswered(() => call('stopRun', { params: { run: run.id } })));
  } catch (error) {
    // It ended by itself a moment earlier: that is what was wanted.
    if (!(error instanceof AppError && error.code === 'run_finished')) throw error;
  }
}
