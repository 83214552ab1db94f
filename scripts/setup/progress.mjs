/** A failure that one line explains; the scripts print it without a stack. */
export class SetupError extends Error {}

/**
 * How a step is shown.
 * @typedef {object} View
 * @property {() => void} draw shows how long it has been at work, and the line noted last
 * @property {() => void} makeRoom for something else to be printed
 * @property {(line: string) => void} note
 * @property {(outcome: string) => void} end
 */

/**
 * The step that goes on: what it shows makes room for what is said meanwhile.
 * @type {View | undefined}
 */
let current;

/**
 * Says what is being done, on stderr: stdout is kept for the line that tells the address.
 * @param {string} text
 */
export function say(text) {
  current?.makeRoom();
  process.stderr.write(`${text}\n`);
}

/**
 * Has the step that goes on show a line that one of its commands printed; without effect where there is none.
 * @param {string} line
 */
export function showOutput(line) {
  current?.note(line);
}

/**
 * Runs one step of the set-up, says how long it took, and shows meanwhile that it moves: how long it has been at work, and
 * what its commands printed last. On a terminal that is one line, drawn anew; elsewhere a line every some seconds.
 * @template T
 * @param {string} title
 * @param {() => Promise<T>} work
 * @param {{ everyMs?: number, isTerminal?: boolean }} [options]
 * @returns {Promise<T>}
 */
export async function step(title, work, { everyMs = 5000, isTerminal = canRedraw() } = {}) {
  const start = performance.now();
  const view = (isTerminal ? liveLine : plainLines)(title, start);
  const timer = setInterval(view.draw, isTerminal ? 100 : everyMs);
  current = view;
  try {
    const result = await work();
    view.end(`done in ${((performance.now() - start) / 1000).toFixed(1)} s`);
    return result;
  } catch (error) {
    view.end(`failed after ${((performance.now() - start) / 1000).toFixed(1)} s`);
    throw error;
  } finally {
    clearInterval(timer);
    current = undefined;
  }
}

/** Whether stderr is a terminal on which a line can be drawn anew. */
function canRedraw() {
  return process.stderr.isTTY && process.env.TERM !== 'dumb';
}

const frames = ['|', '/', '-', '\\'];

/**
 * @param {string} title
 * @param {number} start
 * @returns {View}
 */
function liveLine(title, start) {
  let last = '';
  let frame = 0;
  const clear = () => process.stderr.write('\r\x1b[K');
  const draw = () => {
    const line = `${frames[frame++ % frames.length]} ${title} … ${secondsSince(start)} s  ${last}`;
    // A line that wraps could not be drawn anew.
    process.stderr.write(
      `\r\x1b[K${Array.from(line)
        .slice(0, (process.stderr.columns || 80) - 1)
        .join('')}`,
    );
  };
  draw();
  return {
    draw,
    makeRoom: clear,
    note: (line) => {
      last = line;
    },
    end: (outcome) => {
      clear();
      process.stderr.write(`• ${title} … ${outcome}\n`);
    },
  };
}

/**
 * @param {string} title
 * @param {number} start
 * @returns {View}
 */
function plainLines(title, start) {
  let last = '';
  process.stderr.write(`• ${title} …\n`);
  return {
    draw: () => process.stderr.write(`  ${`${secondsSince(start)} s  ${last}`.slice(0, 120).trimEnd()}\n`),
    makeRoom: () => undefined,
    note: (line) => {
      last = line;
    },
    end: (outcome) => process.stderr.write(`  ${outcome}\n`),
  };
}

/** @param {number} start */
function secondsSince(start) {
  return Math.floor((performance.now() - start) / 1000);
}

/**
 * Runs `main`, ends with its exit code, and prints foreseen failures as one line.
 * @param {() => Promise<number | undefined>} main
 */
export async function runMain(main) {
  try {
    const code = await main();
    if (typeof code === 'number') process.exitCode = code;
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    say(`webrunner: ${error.message}`);
    process.exitCode = 1;
  }
}
