/** The stages of `npm test`: what each needs of the set-up, and how it is run. */
import { rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { attach } from '../setup/command.mjs';
import { parseJson, readIfThere } from '../setup/files.mjs';
import { projectRoot } from '../setup/folders.mjs';
import { say, SetupError } from '../setup/progress.mjs';

/**
 * What stages find: the engine and the folder are told to the tests by the environment.
 * @typedef {object} Surroundings
 * @property {string} folder empty, short, and gone afterwards
 * @property {string} [engine] Python environment of the engine, for the stages that need it
 */

/**
 * @typedef {object} Result
 * @property {number} passed
 * @property {number} failed
 * @property {FileTime[]} [files] where the runner tells them
 */

/** @typedef {{ file: string, seconds: number }} FileTime */

/**
 * @typedef {object} Stage
 * @property {readonly ('engine' | 'product' | 'browser')[]} needs
 * @property {(surroundings: Surroundings, words: readonly string[]) => Promise<Result>} run the words are for its runner:
 *   which files or tests, and options
 */

const bin = (/** @type {string} */ name) => join(projectRoot, 'node_modules', '.bin', name);

/**
 * @param {Surroundings} surroundings
 * @param {Record<string, string>} [more]
 */
function environment({ folder, engine }, more = {}) {
  return {
    ...process.env,
    WEBRUNNER_TEST_FOLDER: folder,
    ...(engine === undefined ? {} : { WEBRUNNER_TEST_ENGINE: engine }),
    ...more,
  };
}

/**
 * A stage that either holds or does not: it counts as one test.
 * @param {string} command its file
 * @param {(words: readonly string[]) => readonly string[]} args
 * @returns {Stage}
 */
function check(command, args) {
  return {
    needs: [],
    async run(surroundings, words) {
      const { failure } = await attach(command, args(words), {
        cwd: projectRoot,
        env: environment(surroundings),
      });
      return failure === undefined ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
    },
  };
}

/**
 * A look at the Python sources, by a tool of an environment of its own.
 * @param {'lint' | 'types'} name
 */
function engineCheck(name) {
  const script = join(projectRoot, 'scripts', 'lint', 'engine.mjs');
  return check(process.execPath, (words) => [script, name, ...words]);
}

/** @param {readonly string[]} words those that say what to look at, or everything */
const orAll = (words) => (words.length > 0 ? words : ['.']);

/**
 * Runs tests whose runner writes a report. One that fails without a failing test, or without a report, counts as one failure.
 * @param {string} file
 * @param {() => Promise<import('../setup/command.mjs').Ending>} run
 * @param {(report: unknown) => Result} read
 * @returns {Promise<Result>}
 */
async function reported(file, run, read) {
  rmSync(file, { force: true });
  const { failure } = await run();
  const report = readIfThere(file);
  // A runner that refuses its words says so itself, and reports nothing.
  if (report === undefined) return { passed: 0, failed: 1 };
  const result = read(parseJson(report));
  if (result.passed + result.failed === 0) {
    say('No test was run, which counts as a failure.');
    return { ...result, failed: 1 };
  }
  return failure === undefined ? result : { ...result, failed: Math.max(1, result.failed) };
}

/** What our own reporters write is a result already. */
const ownReport = (/** @type {unknown} */ report) => /** @type {Result} */ (report);

/**
 * @param {Stage['needs']} needs
 * @param {readonly string[]} args
 * @returns {Stage}
 */
function vitest(needs, args) {
  const reporter = join(projectRoot, 'scripts', 'testing', 'vitestReport.mjs');
  return {
    needs,
    run(surroundings, words) {
      const report = join(surroundings.folder, 'vitest.json');
      return reported(
        report,
        () =>
          attach(bin('vitest'), ['run', '--reporter=default', `--reporter=${reporter}`, ...args, ...words], {
            cwd: projectRoot,
            env: environment(surroundings, { WEBRUNNER_TEST_REPORT: report }),
          }),
        ownReport,
      );
    },
  };
}

/**
 * The tests of the page side by side, then those on the real engine, one by one: they would wait for each other's processors.
 * @type {Stage}
 */
const playwright = {
  needs: ['product', 'engine', 'browser'],
  async run(surroundings, words) {
    const projects = words.some((word) => word.startsWith('--project'))
      ? [[]]
      : [['--project=page'], ['--project=alone', '--project=real', '--workers=1']];
    /** @type {Required<Result>} */
    const all = { passed: 0, failed: 0, files: [] };
    for (const project of projects) {
      const { passed, failed, files = [] } = await browserTests(surroundings, [...project, ...words]);
      all.passed += passed;
      all.failed += failed;
      all.files.push(...files);
    }
    if (all.passed + all.failed === 0) {
      say('No test was run, which counts as a failure.');
      return { ...all, failed: 1 };
    }
    return all;
  },
};

/**
 * Runs the tests of one project. That the words choose none of them is no failure.
 * @param {Surroundings} surroundings
 * @param {readonly string[]} words
 * @returns {Promise<Result>}
 */
async function browserTests(surroundings, words) {
  const report = join(surroundings.folder, 'playwright.json');
  rmSync(report, { force: true });
  const { failure } = await attach(
    bin('playwright'),
    ['test', '-c', 'e2e', '--reporter=list,json', '--pass-with-no-tests', ...words],
    { cwd: projectRoot, env: environment(surroundings, { PLAYWRIGHT_JSON_OUTPUT_FILE: report }) },
  );
  const text = readIfThere(report);
  if (text === undefined) return { passed: 0, failed: 1 };
  const { config, stats, suites } = /** @type {import('@playwright/test/reporter').JSONReport} */ (
    parseJson(text)
  );
  return {
    passed: stats.expected + stats.flaky,
    failed: failure === undefined ? stats.unexpected : Math.max(1, stats.unexpected),
    files: suites.map((suite) => ({
      file: relative(projectRoot, join(config.rootDir, suite.file)),
      seconds: secondsOf(suite),
    })),
  };
}

/**
 * @param {import('@playwright/test/reporter').JSONReportSuite} suite
 * @returns {number}
 */
function secondsOf({ specs, suites = [] }) {
  const results = specs.flatMap((spec) => spec.tests).flatMap((test) => test.results);
  const own = results.reduce((sum, result) => sum + result.duration / 1000, 0);
  return suites.reduce((sum, suite) => sum + secondsOf(suite), own);
}

/** @type {Stage} */
const unittest = {
  needs: ['engine'],
  async run(surroundings, words) {
    if (surroundings.engine === undefined) throw new SetupError('The tests of the engine need the engine.');
    const report = join(surroundings.folder, 'unittest.json');
    const program = join(projectRoot, 'scripts', 'testing', 'engine_tests.py');
    const python = join(surroundings.engine, 'bin', 'python');
    return reported(
      report,
      () =>
        attach(python, [program, ...words], {
          cwd: projectRoot,
          env: environment(surroundings, { WEBRUNNER_TEST_REPORT: report }),
        }),
      ownReport,
    );
  },
};

/** Files at a time. Many of them wait for processes or clocks: by itself the runner leaves one of two processors idle. */
const twoFiles = '--maxWorkers=2';

/** As in the browser tests: real processes on a busy machine. */
const triedTwice = process.env.CI === undefined ? [] : ['--retry=1'];

/**
 * By name, in the order in which they are run.
 * @satisfies {Record<string, Stage>}
 */
export const stages = {
  types: check(bin('tsc'), (words) => ['-b', ...words]),
  lint: check(bin('eslint'), (words) => [...orAll(words), '--max-warnings', '0']),
  format: check(bin('prettier'), (words) => ['--check', ...orAll(words), '--log-level', 'warn']),
  ruff: engineCheck('lint'),
  mypy: engineCheck('types'),
  unit: vitest([], ['--project=node', '--project=dom', twoFiles]),
  engine: unittest,
  integration: vitest(['engine'], ['--project=integration', twoFiles, ...triedTwice]),
  browser: playwright,
};

/** @typedef {keyof typeof stages} StageName */

/** The names of all stages, in their order. */
export const stageNames = /** @type {StageName[]} */ (Object.keys(stages));
