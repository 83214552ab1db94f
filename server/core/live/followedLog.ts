import type { FileHandle } from 'node:fs/promises';
import type { LogSource } from '../../../shared/live.ts';
import type { Disposable } from '../kit/lifecycle.ts';

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
