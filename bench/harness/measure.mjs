/** @param {number[]} values */
export function median(values) {
  return percentile(values, 50);
}

/**
 * The value below which `percent` of the values lie, interpolated between neighbours.
 * @param {number[]} values at least one
 * @param {number} percent 0 to 100
 */
export function percentile(values, percent) {
  if (values.length === 0) throw new Error('There is nothing to take a percentile of.');
  const sorted = values.toSorted((a, b) => a - b);
  const position = ((sorted.length - 1) * percent) / 100;
  const below = sorted[Math.floor(position)] ?? NaN;
  const above = sorted[Math.ceil(position)] ?? NaN;
  return below + (above - below) * (position % 1);
}

/**
 * @typedef {object} Pairs
 * @property {number[]} ours
 * @property {number[]} baseline
 * @property {number} ratio median of ours / baseline of each pair
 */

/**
 * Measures two things in turn, A B A B, so that what else the machine does falls on both alike.
 * @param {number} count pairs
 * @param {(index: number) => Promise<number>} ours
 * @param {(index: number) => Promise<number>} baseline
 * @returns {Promise<Pairs>}
 */
export async function pairs(count, ours, baseline) {
  /** @type {Pairs} */
  const result = { ours: [], baseline: [], ratio: NaN };
  for (let index = 0; index < count; index++) {
    result.ours.push(await ours(index));
    result.baseline.push(await baseline(index));
  }
  result.ratio = ratioOf(result.ours, result.baseline);
  return result;
}

/**
 * Median of the ratios of each pair: less disturbed by a slow spell than the ratio of the medians.
 * @param {number[]} ours
 * @param {number[]} baseline
 */
export function ratioOf(ours, baseline) {
  return median(ours.map((value, index) => value / (baseline[index] ?? NaN)));
}

/** @param {number} milliseconds */
export function sleep(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/**
 * Asks until the answer is not undefined.
 * @template T
 * @param {string} what for the message of the error when the time is over
 * @param {number} seconds
 * @param {() => T | undefined | Promise<T | undefined>} ask
 * @returns {Promise<T>}
 */
export async function until(what, seconds, ask) {
  const end = performance.now() + seconds * 1000;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (performance.now() > end) throw new Error(`Waited ${seconds} s in vain for ${what}.`);
    await sleep(20);
  }
}
