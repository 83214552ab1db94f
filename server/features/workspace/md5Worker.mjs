// The thread that sums big files. Plain JavaScript, so that Node.js loads it as it is from the sources as well
// as from beside the bundle. Receives { id, path } and { cancel: id }; answers { id, md5 }, { id, problem }, where the file
// is none or does not stay as it is, or { id, error }.
//
// Big synchronous reads into one buffer are what makes it as fast as md5sum(1): a stream spends a quarter of
// its time in handing chunks from thread to thread. All files are summed in turns, so that a huge one keeps nobody waiting.
import { createHash } from 'node:crypto';
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';

const buffer = Buffer.allocUnsafeSlow(1024 * 1024);
/** Bytes of a file that are read in its turn. */
const turnBytes = 8 * buffer.length;

/**
 * What is being summed, by id, in the order of turns. Of a file no more is read than it had at the start.
 * @type {Map<number, { file: number, stats: import('node:fs').BigIntStats, left: bigint, hash: import('node:crypto').Hash }>}
 */
const jobs = new Map();
let isPlanned = false;

parentPort?.on('message', ({ id, path, cancel }) => {
  if (cancel !== undefined) end(cancel);
  else guarded(id, () => begin(id, path));
});

/** @param {number} id @param {string} path */
function begin(id, path) {
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
  const stats = fstatSync(file, { bigint: true });
  jobs.set(id, { file, stats, left: stats.size, hash: createHash('md5') });
  if (!stats.isFile()) finish(id, { problem: 'not_regular_file' });
  else plan();
}

/** Between two turns messages are received. */
function plan() {
  if (isPlanned || jobs.size === 0) return;
  isPlanned = true;
  setImmediate(() => {
    isPlanned = false;
    const [id] = jobs.keys();
    // The last one may have been cancelled meanwhile.
    if (id === undefined) return;
    guarded(id, () => takeTurn(id));
    plan();
  });
}

/** @param {number} id */
function takeTurn(id) {
  const job = jobs.get(id);
  jobs.delete(id);
  jobs.set(id, job);
  for (let read = 0; read < turnBytes && job.left > 0n;) {
    const wanted = job.left < buffer.length ? Number(job.left) : buffer.length;
    const length = readSync(job.file, buffer, 0, wanted, null);
    // It became shorter.
    if (length === 0) break;
    job.hash.update(length === buffer.length ? buffer : buffer.subarray(0, length));
    job.left -= BigInt(length);
    read += length;
  }
  const { size, mtimeNs } = fstatSync(job.file, { bigint: true });
  const isSame = size === job.stats.size && mtimeNs === job.stats.mtimeNs;
  if (!isSame) finish(id, { problem: 'changed_on_disk' });
  else if (job.left === 0n) finish(id, { md5: job.hash.digest('hex') });
}

/** @param {number} id @param {object} answer */
function finish(id, answer) {
  end(id);
  parentPort?.postMessage({ id, ...answer });
}

/** @param {number} id */
function end(id) {
  const job = jobs.get(id);
  jobs.delete(id);
  if (job !== undefined) closeSync(job.file);
}

/** @param {number} id @param {() => void} work */
function guarded(id, work) {
  try {
    work();
  } catch (error) {
    finish(id, { error });
  }
}
