/**
 * The process that writes logs, as a build does. Forked with a channel it appends on command; started with
 * `pipe <bytes>` it writes to its standard output, as fast as it is read.
 *
 * Commands: `{ flood: { path, bytes } }`, as fast as possible; `{ pace: { path, linesPerSecond, seconds } }`, each
 * line stamped `@<number>@<milliseconds since the epoch>@`. Each is answered by `{ lines, bytes }`.
 */
import { closeSync, openSync, writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const chunkSize = 64 * 1024;

/** Lines of 100 bytes, so that the bytes look like a build's. */
function textChunk() {
  const line = `${'gcc -O2 -fPIC -c source/of/a/component.c -o build/of/a/component.o'.padEnd(98, '.')} \n`;
  return Buffer.from(line.repeat(Math.ceil(chunkSize / line.length))).subarray(0, chunkSize);
}

/**
 * @param {number} file descriptor
 * @param {number} bytes
 */
function flood(file, bytes) {
  const chunk = textChunk();
  for (let written = 0; written < bytes;) {
    written += writeSync(file, chunk, 0, Math.min(chunk.length, bytes - written));
  }
  return { lines: Math.floor(bytes / 100), bytes };
}

/**
 * @param {number} file descriptor
 * @param {number} linesPerSecond
 * @param {number} seconds
 */
async function pace(file, linesPerSecond, seconds) {
  const start = performance.now();
  const total = linesPerSecond * seconds;
  let lines = 0;
  let bytes = 0;
  while (lines < total) {
    const due = Math.min(total, Math.floor(((performance.now() - start) / 1000) * linesPerSecond) + 1);
    if (due > lines) {
      const stamp = (performance.timeOrigin + performance.now()).toFixed(1);
      let text = '';
      for (; lines < due; lines++) text += `@${lines}@${stamp}@ compiling\n`;
      bytes += writeSync(file, text);
    }
    await sleep(Math.max(1, Math.min(10, 1000 / linesPerSecond)));
  }
  return { lines, bytes };
}

/**
 * @typedef {{ flood: { path: string, bytes: number } }
 *   | { pace: { path: string, linesPerSecond: number, seconds: number } }} Order see log/pipeline.mjs
 */

/** @param {Order} order */
async function obey(order) {
  const file = openSync('flood' in order ? order.flood.path : order.pace.path, 'a');
  try {
    const answer =
      'flood' in order
        ? flood(file, order.flood.bytes)
        : await pace(file, order.pace.linesPerSecond, order.pace.seconds);
    process.send?.(answer);
  } finally {
    closeSync(file);
  }
}

if (process.argv[2] === 'pipe') flood(1, Number(process.argv[3]));
else process.on('message', (message) => void obey(/** @type {Order} */ (message)));
