import type { FileHandle } from 'node:fs/promises';
import { open } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { AppError } from '../../shared/api/errors.ts';
import type { LogSource } from '../../shared/live/messages.ts';
import { isSettled } from '../../shared/model/status.ts';
import type { ProcessOutputs } from '../instances/processOutput.ts';
import type { Disposable } from '../lifecycle.ts';
import { DisposableStore } from '../lifecycle.ts';
import type { FolderWatch } from '../runs/folderWatch.ts';
import type { RunStore } from '../runs/runStore.ts';
import { hasCode } from '../workspace/fileError.ts';

/** A log that can be read while it grows. */
export interface FollowedLog {
  /** Opens its file as it is now; undefined while there is none. */
  open(): Promise<FileHandle | undefined>;
  /** Calls `listener` when there may be more to read, or nothing more will come. */
  onNews(listener: () => void): Disposable;
  /** Whether nothing is written any more. */
  isOver(): boolean;
  /** Whether the file may be put aside for a new one, or become shorter. */
  readonly rotates: boolean;
}

/** The log that a client names. Rejects with AppError `not_found`. */
export type FindLog = (source: LogSource) => Promise<FollowedLog>;

export interface LogFinderDeps {
  readonly runStore: RunStore;
  readonly outputs: ProcessOutputs;
  readonly watch: FolderWatch;
}

export function createLogFinder({ runStore, outputs, watch }: LogFinderDeps): FindLog {
  return async (source) => {
    if ('run' in source) return stepLog(runStore, source);
    const path = await outputs.locate(source.partition, source.process);
    return {
      open: async () => {
        try {
          return (await outputs.open(path)).handle;
        } catch (error) {
          // It was not started yet, or is between two files.
          if (error instanceof AppError && error.code === 'not_found') return undefined;
          throw error;
        }
      },
      onNews: (listener) => watch.on(dirname(path), basename(path), listener),
      isOver: () => false,
      rotates: true,
    };
  };
}

/** Throws AppError `not_found` for a run that is not known. */
function stepLog(runStore: RunStore, { run, step }: Extract<LogSource, { run: number }>): FollowedLog {
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
