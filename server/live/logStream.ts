import type { FileHandle } from 'node:fs/promises';
import { open } from 'node:fs/promises';
import { logFrameHeader, writeLogFrameHeader } from '../../shared/live/logFrame.ts';
import type { StepKind } from '../../shared/model/run.ts';
import { isSettled } from '../../shared/model/status.ts';
import type { Disposable } from '../lifecycle.ts';
import { DisposableStore } from '../lifecycle.ts';
import type { RunStore } from '../runs/runStore.ts';
import { hasCode } from '../workspace/fileError.ts';
import { maxFrameBytes, returnFrameBuffer, takeFrameBuffer } from './frameBuffers.ts';
import { findStart } from './findStart.ts';
import type { SendWindow } from './sendWindow.ts';

/** Where the bytes of a log go to. */
export interface LogSink {
  readonly window: SendWindow;
  opened(start: number, size: number): void;
  /** Sends a frame; `sent` is called when its bytes are used no more, be it because the connection is closed. */
  frame(bytes: Uint8Array, sent: () => void): void;
  ended(size: number): void;
  failed(error: unknown): void;
}

export interface LogSource {
  readonly runStore: RunStore;
  readonly run: number;
  readonly step: StepKind;
  /** Where to begin; negative: at the first line within that many bytes from the end. */
  readonly offset: number;
  /** Number of the stream, for its frames. */
  readonly stream: number;
}

/** Least time between two looks at a log that grows: lines written in between go out together. */
const batchMs = 16;

/**
 * Sends a log from `offset` on, and what is written to it until its step has ended. The file is read only as fast
 * as the connection takes the bytes. Throws AppError `not_found` for a run that is not known.
 */
export function openLogStream(source: LogSource, sink: LogSink): Disposable {
  const { runStore, run, step } = source;
  const owned = new DisposableStore();
  let isStopped = false;
  let isDirty = false;
  let wake: (() => void) | undefined;
  const onNews = () => {
    isDirty = true;
    wake?.();
  };
  const isOver = () => runStore.get(run).steps.every((one) => one.kind !== step || isSettled(one.state));
  const news = async (): Promise<void> => {
    if (!isDirty && !isStopped) await new Promise<void>((resolve) => (wake = resolve));
    wake = undefined;
  };

  const pump = async (): Promise<void> => {
    let file: FileHandle | undefined;
    try {
      file = await openIfThere(runStore.logPath(run, step));
      const size = file === undefined ? 0 : (await file.stat()).size;
      let position = file === undefined ? 0 : await findStart(file, size, source.offset);
      sink.opened(position, size);
      // Once the step has ended, nothing is written any more: the next look that finds nothing is the last.
      for (let isLast = false; !stopped();) {
        isDirty = false;
        const lookedAt = performance.now();
        file ??= await openIfThere(runStore.logPath(run, step));
        const count = file === undefined ? 0 : await sendNext(file, position);
        position += count;
        if (count === maxFrameBytes || (isLast && count > 0)) continue;
        if (isLast && !stopped()) {
          sink.ended(position);
          return;
        }
        isLast = isOver();
        if (isLast) continue;
        await news();
        await pause(lookedAt + batchMs - performance.now());
      }
    } finally {
      await file?.close();
    }
  };
  const stopped = () => isStopped;
  /** Reads and sends what comes next, at most one frame of it; answers the number of bytes. */
  const sendNext = async (file: FileHandle, position: number): Promise<number> => {
    await sink.window.acquire();
    const buffer = takeFrameBuffer();
    const giveBack = () => {
      returnFrameBuffer(buffer);
      sink.window.release();
    };
    let count = 0;
    try {
      if (!isStopped) count = (await file.read(buffer, logFrameHeader, maxFrameBytes, position)).bytesRead;
    } finally {
      if (count === 0 || stopped()) giveBack();
    }
    if (count === 0 || stopped()) return 0;
    writeLogFrameHeader(buffer, source.stream, position);
    sink.frame(buffer.subarray(0, logFrameHeader + count), giveBack);
    return count;
  };
  const pause = (ms: number): Promise<void> =>
    ms <= 0 || isStopped ? Promise.resolve() : new Promise((resolve) => setTimeout(resolve, ms));

  if (!isOver()) {
    owned.add(runStore.onLog(run, step, onNews));
    owned.add(runStore.changed.on((changed) => changed.id === run && onNews()));
  }
  const done = pump()
    .catch((error: unknown) => {
      if (!isStopped) sink.failed(error);
    })
    .finally(() => owned.dispose());
  return {
    dispose: async () => {
      isStopped = true;
      wake?.();
      await owned.dispose();
      await done;
    },
  };
}

async function openIfThere(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, 'r');
  } catch (error) {
    // The step has not begun.
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}
