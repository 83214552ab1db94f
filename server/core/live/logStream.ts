import type { FileHandle } from 'node:fs/promises';
import { logFrameHeader, writeLogFrameHeader } from '../../../shared/core/logFrame.ts';
import type { Disposable } from '../kit/lifecycle.ts';
import { DisposableStore } from '../kit/lifecycle.ts';
import type { FollowedLog } from './followedLog.ts';
import { maxFrameBytes, returnFrameBuffer, takeFrameBuffer } from './frameBuffers.ts';
import { findStart } from './findStart.ts';
import type { SendWindow } from '../sockets/sendWindow.ts';

/** Where the bytes of a log go to. */
export interface LogSink {
  readonly window: SendWindow;
  opened(start: number, size: number): void;
  /** Sends a frame; `sent` is called when its bytes are used no more, be it because the connection is closed. */
  frame(bytes: Uint8Array, sent: () => void): void;
  ended(size: number): void;
  failed(error: unknown): void;
}

export interface LogRequest {
  /** Rejects with AppError `not_found`. */
  readonly find: () => Promise<FollowedLog>;
  /** Where to begin; negative: at the first line within that many bytes from the end. */
  readonly offset: number;
  /** Number of the stream, for its frames. */
  readonly stream: number;
}

/** Least time between two looks at a log that grows: lines written in between go out together. */
const batchMs = 16;

/**
 * Sends a log from `offset` on, and what is written to it until it is over. The file is read only as fast as the
 * connection takes the bytes. A log that is begun anew, or that got shorter, is opened again from its start.
 */
export function openLogStream({ find, offset, stream }: LogRequest, sink: LogSink): Disposable {
  const owned = new DisposableStore();
  let isStopped = false;
  let isDirty = false;
  let wake: (() => void) | undefined;
  const onNews = () => {
    isDirty = true;
    wake?.();
  };
  const news = async (): Promise<void> => {
    if (!isDirty && !isStopped) await new Promise<void>((resolve) => (wake = resolve));
    wake = undefined;
  };

  const pump = async (): Promise<void> => {
    const log = await find();
    owned.add(log.onNews(onNews));
    let file: FileHandle | undefined;
    let newFile: FileHandle | undefined;
    try {
      file = await log.open();
      const size = file === undefined ? 0 : (await file.stat()).size;
      // A reader that has more of it than there is has read another file.
      const from = log.rotates && offset > size ? 0 : offset;
      let position = file === undefined ? 0 : await findStart(file, size, from);
      sink.opened(position, size);
      // Once the log is over, nothing is written any more: the next look that finds nothing is the last.
      for (let isLast = false; !stopped();) {
        isDirty = false;
        const lookedAt = performance.now();
        file ??= await log.open();
        const count = file === undefined ? 0 : await sendNext(file, position);
        position += count;
        if (count === maxFrameBytes || (isLast && count > 0)) continue;
        if (log.rotates && count > 0) {
          // Its file may have been put aside meanwhile: we look again until there is no more, news or not.
          await pause(lookedAt + batchMs - performance.now());
          continue;
        }
        if (isLast && !stopped()) {
          sink.ended(position);
          return;
        }
        if (file !== undefined && log.rotates) {
          newFile = await openSuccessor(log, file);
          const isPutAside = newFile !== undefined;
          if (newFile !== undefined) {
            // First what was written to the old file before it was put aside.
            let rest: number;
            while ((rest = await sendNext(file, position)) > 0) position += rest;
            await file.close();
            [file, newFile] = [newFile, undefined];
          }
          const now = (await file.stat()).size;
          if ((isPutAside || now < position) && !stopped()) {
            position = 0;
            sink.opened(0, now);
            continue;
          }
        }
        isLast = log.isOver();
        if (isLast) continue;
        await news();
        await pause(lookedAt + batchMs - performance.now());
      }
    } finally {
      await file?.close();
      await newFile?.close();
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
    writeLogFrameHeader(buffer, stream, position);
    sink.frame(buffer.subarray(0, logFrameHeader + count), giveBack);
    return count;
  };
  const pause = (ms: number): Promise<void> =>
    ms <= 0 || isStopped ? Promise.resolve() : new Promise((resolve) => setTimeout(resolve, ms));

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

/** The file that has taken the place of the one that is open; undefined where none has. */
async function openSuccessor(log: FollowedLog, file: FileHandle): Promise<FileHandle | undefined> {
  const current = await log.open();
  if (current === undefined) return undefined;
  let isSame = true;
  try {
    const [old, now] = await Promise.all([file.stat({ bigint: true }), current.stat({ bigint: true })]);
    isSame = old.ino === now.ino && old.dev === now.dev;
    return isSame ? undefined : current;
  } finally {
    if (isSame) await current.close();
  }
}
