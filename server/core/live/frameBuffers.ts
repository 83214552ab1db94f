import { logFrameHeader } from '../../../shared/core/logFrame.ts';

/** Bytes of a log in one frame, at most. */
export const maxFrameBytes = 128 * 1024;

const keptBuffers = 32;
const free: Buffer[] = [];

/** A buffer for one frame. Its content is whatever it was used for before: log bytes, nothing else. */
export function takeFrameBuffer(): Buffer {
  return free.pop() ?? Buffer.allocUnsafeSlow(logFrameHeader + maxFrameBytes);
}

/** Gives a buffer back that nobody uses any more: at full speed, new ones would keep the collector busy. */
export function returnFrameBuffer(buffer: Buffer): void {
  if (free.length < keptBuffers) free.push(buffer);
}
