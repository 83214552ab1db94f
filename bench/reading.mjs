import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { timeCommand } from './harness/childProcess.mjs';
import { ratioOf } from './harness/measure.mjs';
import { comparedRow } from './harness/rows.mjs';
import { tempFolder } from './harness/tempFolder.mjs';

const rounds = 9;
const script = new URL('reading/readProfiles.py', import.meta.url).pathname;

/**
 * Shapes of releases of the SlapOS repository: a median one, and nextcloud, the one with the most paths over `extends`.
 * @type {readonly { name: string, files: number, levels: number, goal: number }[]}
 */
const shapes = [
  { name: 'a median release', files: 88, levels: 10, goal: 200 },
  { name: 'a release like nextcloud', files: 266, levels: 13, goal: 1000 },
];

/**
 * Reading profiles full of diamonds, next to parsing each of their files once.
 * @type {import('./harness/bench.mjs').Bench}
 */
export async function reading({ scope, engine }) {
  const rows = [];
  for (const { name, files, levels, goal } of shapes) {
    const folder = join(tempFolder(scope), 'profiles');
    const paths = writeProfiles(folder, files, levels);
    /** @type {import('./harness/measure.mjs').Pairs} */
    const samples = { ours: [], baseline: [], ratio: NaN };
    for (let round = 0; round < rounds; round++) {
      const { output } = await timeCommand(join(engine, 'bin', 'python'), [script, folder]);
      const [ours = NaN, baseline = NaN] = output.trim().split(' ').map(Number);
      samples.ours.push(ours);
      samples.baseline.push(baseline);
    }
    samples.ratio = ratioOf(samples.ours, samples.baseline);
    rows.push(
      comparedRow(
        {
          bench: 'reading',
          name,
          compared: `CPU, reading ${files} files / parsing each once`,
          unit: 'ms',
          goal: { of: 'ours', atMost: goal },
          note: `${paths.toLocaleString('en')} paths`,
        },
        samples,
      ),
    );
  }
  return rows;
}

/**
 * Writes profiles: one that extends the first of some levels, of two files each that extend both of the next level; the others are
 * what files of all levels extend. Gives the number of paths to files from the first one.
 * @param {string} folder
 * @param {number} files
 * @param {number} levels
 */
function writeProfiles(folder, files, levels) {
  mkdirSync(folder);
  const last = 2 * levels;
  /** @type {number[][]} */
  const extended = Array.from({ length: files }, (_, index) => {
    const next = 2 * Math.ceil(index / 2) + 1;
    return next < last ? [next, next + 1] : [];
  });
  for (let leaf = last + 1; leaf < files; leaf++) {
    extended[leaf] = [];
    const first = 2 * (leaf % levels) + 1;
    for (const parent of leaf % 3 === 0 ? [first, first + 1] : [first]) extended[parent]?.unshift(leaf);
  }
  const paths = Array.from({ length: files }, () => 0);
  paths[0] = 1;
  for (const [index, names] of extended.entries()) {
    for (const name of names) paths[name] = (paths[name] ?? 0) + (paths[index] ?? 0);
    writeFileSync(join(folder, `${index}.cfg`), profile(index, names));
  }
  return paths.reduce((sum, count) => sum + count, 0);
}

/**
 * A component: what it extends, a section of its own, one that all files have, pins, and increments.
 * @param {number} index
 * @param {readonly number[]} extended
 */
function profile(index, extended) {
  const options = Array.from({ length: 8 }, (_, option) => `option-${option} = value ${option} of ${index}`);
  return [
    '[buildout]',
    'extends =',
    ...extended.map((name) => `  ${name}.cfg`),
    // As in the SlapOS repository, what adds to others is reached on few paths.
    ...(index < 8 ? [`parts += part-${index}`] : [`parts = part-${index}`]),
    `[part-${index}]`,
    'recipe = slapos.recipe.cmmi',
    ...options,
    'environment =',
    ...options.map((option) => `  ${option.replaceAll(' ', '')}`),
    '[gcc]',
    `depends ${index < 8 ? '+=' : '='} \${part-${index}:recipe}`,
    '[versions]',
    ...Array.from({ length: 4 }, (_, pin) => `egg-${index}-${pin} = 1.${pin}`),
    '',
  ].join('\n');
}
