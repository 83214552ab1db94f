/** @typedef {import('./stages.mjs').FileTime} FileTime */

const shownFiles = 10;

/**
 * Where the time of a run of `npm test` went: its stages, and the files of tests that took longest.
 * @param {readonly { name: string, seconds: number }[]} stages
 * @param {readonly FileTime[]} files
 * @returns {string} lines
 */
export function formatTimes(stages, files) {
  const total = stages.reduce((sum, { seconds }) => sum + seconds, 0);
  const lines = [...stages, { name: 'all', seconds: total }].map(
    ({ name, seconds }) => `${secondsCell(seconds)}  ${name}`,
  );
  const slowest = files.toSorted((one, other) => other.seconds - one.seconds).slice(0, shownFiles);
  return [
    'Where the time went:',
    ...lines,
    ...(slowest.length > 1 ? ['The slowest files of tests:'] : []),
    ...(slowest.length > 1 ? slowest.map(({ file, seconds }) => `${secondsCell(seconds)}  ${file}`) : []),
  ].join('\n');
}

/** @param {number} seconds */
function secondsCell(seconds) {
  return `${seconds.toFixed(1).padStart(8)} s`;
}
