import { SetupError } from '../setup/progress.mjs';

/**
 * The CHANGELOG after a release: what is under "Unreleased" becomes the section of the version, below an empty "Unreleased".
 * Throws SetupError where there is nothing to release.
 * @param {string} changelog
 * @param {string} version
 * @param {string} date as 2026-01-31
 * @returns {{ text: string, section: string }} all of it, and what is new in the version
 */
export function releaseSection(changelog, version, date) {
  const lines = changelog.trimEnd().split('\n');
  const start = lines.indexOf('## Unreleased') + 1;
  const next = lines.findIndex((line, index) => index >= start && line.startsWith('## '));
  const end = next === -1 ? lines.length : next;
  const section = start === 0 ? '' : lines.slice(start, end).join('\n').trim();
  if (section === '') throw new SetupError('The CHANGELOG has nothing under "## Unreleased".');
  const released = [...lines.slice(0, start), '', `## ${version} - ${date}`, '', section];
  const earlier = end === lines.length ? [] : ['', ...lines.slice(end)];
  const text = `${[...released, ...earlier].join('\n')}\n`;
  return { text, section };
}

/**
 * Whether `version` is three numbers, and later than `current`.
 * @param {string} version
 * @param {string} current
 */
export function isLater(version, current) {
  const numbers = numbersOf(version);
  const others = numbersOf(current);
  if (numbers === undefined || others === undefined) return false;
  const difference = numbers.map((number, index) => number - (others[index] ?? 0)).find((step) => step !== 0);
  return (difference ?? 0) > 0;
}

/** @param {string} version */
function numbersOf(version) {
  return /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)$/.exec(version)?.slice(1).map(Number);
}
