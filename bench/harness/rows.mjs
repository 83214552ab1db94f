import { median } from './measure.mjs';

/**
 * One line of the result.
 * @typedef {object} Row
 * @property {string} bench
 * @property {string} name
 * @property {string} compared what is divided by what, or how it was measured where there is no baseline
 * @property {string} unit of ours and baseline
 * @property {number} ours median
 * @property {number} [baseline] median
 * @property {number} [ratio] ours / baseline
 * @property {Goal} [goal]
 * @property {boolean} [holds]
 * @property {string} [note] where the rest goes, what was seen
 * @property {Record<string, unknown>} [samples] every single value, for the JSON file
 */

/**
 * @typedef {object} Goal
 * @property {'ratio' | 'ours'} of what is judged
 * @property {number} [atMost]
 * @property {number} [atLeast]
 */

/**
 * A row that compares, from samples taken in pairs.
 * @param {Pick<Row, 'bench' | 'name' | 'compared' | 'unit' | 'goal' | 'note'>} about
 * @param {import('./measure.mjs').Pairs} samples
 * @returns {Row}
 */
export function comparedRow(about, { ours, baseline, ratio }) {
  return judged({
    ...about,
    ours: median(ours),
    baseline: median(baseline),
    ratio,
    samples: { ours, baseline },
  });
}

/**
 * A row of one figure, with or without something to hold it against.
 * @param {Omit<Row, 'holds'>} row
 * @returns {Row}
 */
export function figureRow(row) {
  const ratio = row.ratio ?? (row.baseline === undefined ? undefined : row.ours / row.baseline);
  return judged(ratio === undefined ? row : { ...row, ratio });
}

/**
 * @param {Row} row
 * @returns {Row}
 */
function judged(row) {
  if (row.goal === undefined) return row;
  const value = row.goal.of === 'ratio' ? row.ratio : row.ours;
  if (value === undefined) throw new Error(`${row.name}: the goal is about a ratio that was not measured.`);
  const { atMost = Infinity, atLeast = -Infinity } = row.goal;
  return { ...row, holds: value <= atMost && value >= atLeast };
}
