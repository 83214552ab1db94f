import { SetupError } from '../setup/progress.mjs';

/**
 * What the arguments of `npm test` ask for: stages, and the words that follow a single one, which are for its runner. Throws
 * SetupError, which says what is known.
 * @template {string} Name
 * @param {readonly string[]} args
 * @param {readonly Name[]} known all stages, in their order
 * @returns {{ names: readonly Name[], words: readonly string[] }}
 */
export function readTestArguments(args, known) {
  /** @type {Name[]} */
  const names = [];
  for (const arg of args) {
    const name = known.find((one) => one === arg);
    if (name === undefined) break;
    names.push(name);
  }
  const words = args.slice(names.length);
  const [first] = words;
  if (first === undefined) return { names: names.length > 0 ? names : known, words };
  if (names.length === 0) {
    throw new SetupError(`Unknown stage: ${first}. Known: ${known.join(', ')}; one of them comes first.`);
  }
  if (names.length > 1) {
    throw new SetupError(
      `Unknown stage: ${first}. Known: ${known.join(', ')}. Words for a runner follow a single stage, as in: npm test -- ${names[0]} ${first}`,
    );
  }
  return { names, words };
}
