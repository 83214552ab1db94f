import { open } from 'node:fs/promises';
import type { StepLog } from '../../shared/runs.ts';
import { isSettled } from '../../shared/status.ts';
import { hasCode } from '../core/files/fileError.ts';
import { DisposableStore } from '../core/kit/lifecycle.ts';
import type { FollowedLog } from '../core/live/followedLog.ts';
import type { RunStore } from './runStore.ts';

/** What a step of a run prints, to be followed. Throws AppError `not_found` for a run that is not known. */
export function followStepLog(runStore: RunStore, { run, step }: StepLog): FollowedLog {
  const path = runStore.logPath(run, step);
  const isOver = () => runStore.get(run).steps.every((one) => one.kind !== step || isSettled(one.state));
  isOver();
  return {
    open: async () => {
      try {
        return await open(path, 'r');
      } catch (error) {
        // The step has not begun.
        if (hasCode(error, 'ENOENT')) return undefined;
        throw error;
      }
    },
    onNews: (listener) => {
      const owned = new DisposableStore();
      if (isOver()) return owned;
      owned.add(runStore.onLog(run, step, listener));
      owned.add(runStore.changed.on((changed) => changed.id === run && listener()));
      return owned;
    },
    isOver,
    rotates: false,
  };
}
