import { statSync, truncateSync } from 'node:fs';
import { nextMessage } from '../harness/forked.mjs';

/**
 * A run that goes on, whose log is `file`, with the process that writes it.
 * @typedef {object} Pipeline
 * @property {import('../harness/product.mjs').Product} product
 * @property {import('node:child_process').ChildProcess} writer
 * @property {string} file
 * @property {number} run
 */

/**
 * Lets the writer append as fast as it can.
 * @param {Pipeline} pipeline
 * @param {number} bytes
 * @returns {Promise<{ lines: number, bytes: number }>} when all is written
 */
export function flood({ writer, file }, bytes) {
  writer.send({ flood: { path: file, bytes } });
  return nextMessage(writer);
}

/**
 * Lets the writer append stamped lines at a steady pace.
 * @param {Pipeline} pipeline
 * @param {number} linesPerSecond
 * @param {number} seconds
 * @returns {Promise<{ lines: number, bytes: number }>} when all is written
 */
export function pace({ writer, file }, linesPerSecond, seconds) {
  writer.send({ pace: { path: file, linesPerSecond, seconds } });
  return nextMessage(writer);
}

/** @param {Pipeline} pipeline */
export function sizeOf({ file }) {
  return statSync(file).size;
}

/**
 * Empties the log, so that it does not fill the disk. Nobody may be following it.
 * @param {Pipeline} pipeline
 */
export function emptyLog({ file }) {
  truncateSync(file);
}
