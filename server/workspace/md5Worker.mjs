// The thread that sums big files. Plain JavaScript, so that Node.js loads it as it is from the sources as well
// as from beside the bundle. Receives { id, path }, answers { id, md5 } or { id, error }.
//
// Big synchronous reads into one buffer are what makes it as fast as md5sum(1): a stream spends a quarter of
// its time in handing chunks from thread to thread.
import { createHash } from 'node:crypto';
import { closeSync, constants, openSync, readSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';

const buffer = Buffer.allocUnsafeSlow(1024 * 1024);

parentPort?.on('message', ({ id, path }) => {
  try {
    parentPort?.postMessage({ id, md5: md5Of(path) });
  } catch (error) {
    parentPort?.postMessage({ id, error });
  }
});

/** @param {string} path */
function md5Of(path) {
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
  try {
    const hash = createHash('md5');
    for (;;) {
      const length = readSync(file, buffer, 0, buffer.length, undefined);
      if (length === 0) return hash.digest('hex');
      hash.update(length === buffer.length ? buffer : buffer.subarray(0, length));
    }
  } finally {
    closeSync(file);
  }
}
