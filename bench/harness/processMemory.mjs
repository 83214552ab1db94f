import { readFileSync } from 'node:fs';
import { sleep } from './measure.mjs';

/**
 * Resident memory of a process, in MiB: all of it, and the part that is its own (not files mapped from disk,
 * such as the executable, which other processes share).
 * @typedef {object} ProcessMemory
 * @property {number} resident VmRSS
 * @property {number} anonymous RssAnon
 */

/**
 * @param {number} pid
 * @returns {ProcessMemory}
 */
export function processMemory(pid) {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const kibibytes = (/** @type {string} */ name) =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? NaN);
  return { resident: kibibytes('VmRSS') / 1024, anonymous: kibibytes('RssAnon') / 1024 };
}

/**
 * Watches the memory of a process until `stop`, which gives the highest value seen.
 * @param {number} pid
 */
export function watchPeakMemory(pid) {
  const peak = { resident: 0, anonymous: 0 };
  const look = () => {
    const now = processMemory(pid);
    peak.resident = Math.max(peak.resident, now.resident);
    peak.anonymous = Math.max(peak.anonymous, now.anonymous);
  };
  const timer = setInterval(look, 20);
  return {
    stop() {
      clearInterval(timer);
      look();
      return peak;
    },
  };
}

/**
 * Samples of the memory of a process over some seconds.
 * @param {number} pid
 * @param {number} count one each 250 ms
 */
export async function sampleMemory(pid, count) {
  /** @type {ProcessMemory[]} */
  const samples = [];
  for (let index = 0; index < count; index++) {
    samples.push(processMemory(pid));
    await sleep(250);
  }
  return samples;
}
