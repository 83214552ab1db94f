/**
 * `npm test`: the set-up of `npm start`, then every check, and last one line `N passed, N failed`.
 * `npm test -- unit engine` runs only the stages named.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureAccount, stepDown } from './setup/account.mjs';
import { ensureChromium } from './setup/chromium.mjs';
import { ensureEngine } from './setup/engine.mjs';
import { settleEnvironment } from './setup/environment.mjs';
import { projectRoot } from './setup/folders.mjs';
import { offerOtherAccount } from './setup/otherAccount.mjs';
import { checkPrerequisites } from './setup/prerequisites.mjs';
import { ensureBuilt, ensureDependencies } from './setup/product.mjs';
import { runMain, say, SetupError } from './setup/progress.mjs';

/** The command that is being executed: stopping the tests stops it. */
let running;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    running?.kill(signal);
    process.exitCode = 1;
    stopped = true;
  });
}
let stopped = false;

const bin = (name) => join(projectRoot, 'node_modules', '.bin', name);

/** Runs a command on our output; gives its exit status and, where asked, what it printed on stderr. */
function execute(command, args, env, captureStderr = false) {
  const child = spawn(command, args, {
    cwd: projectRoot,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'inherit', captureStderr ? 'pipe' : 'inherit'],
  });
  let stderr = '';
  child.stderr?.on('data', (data) => {
    stderr += data;
    process.stderr.write(data);
  });
  running = child;
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ ok: code === 0, stderr }));
  });
}

/** A stage that either holds or does not: it counts as one test. */
const single = (command, args) => async (env) => {
  const { ok } = await execute(command, args, env);
  return { passed: ok ? 1 : 0, failed: ok ? 0 : 1 };
};

/** Runs tests that write a JSON report; a runner that fails without a failing test counts as one failure. */
async function reported(run, reportFile, count) {
  rmSync(reportFile, { force: true });
  const ok = await run();
  const result = count(JSON.parse(readFileSync(reportFile, 'utf8')));
  return { passed: result.passed, failed: ok ? result.failed : Math.max(1, result.failed) };
}

const vitest =
  (...args) =>
  async (env) => {
    const report = join(env.WEBRUNNER_TEST_FOLDER, 'vitest.json');
    return reported(
      async () =>
        (
          await execute(
            bin('vitest'),
            ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...args],
            env,
          )
        ).ok,
      report,
      ({ numPassedTests, numFailedTests }) => ({ passed: numPassedTests, failed: numFailedTests }),
    );
  };

const playwright = async (env) => {
  const report = join(env.WEBRUNNER_TEST_FOLDER, 'playwright.json');
  return reported(
    async () =>
      (
        await execute(bin('playwright'), ['test', '-c', 'e2e', '--reporter=list,json'], {
          ...env,
          PLAYWRIGHT_JSON_OUTPUT_FILE: report,
        })
      ).ok,
    report,
    ({ stats }) => ({ passed: stats.expected + stats.flaky, failed: stats.unexpected }),
  );
};

const python = async (env) => {
  const { ok, stderr } = await execute(
    join(env.WEBRUNNER_TEST_ENGINE, 'bin', 'python'),
    ['-m', 'unittest', 'discover', '-s', 'engine/tests'],
    env,
    true,
  );
  const ran = Number(/^Ran (\d+) tests?/m.exec(stderr)?.[1] ?? 0);
  const bad = [...stderr.matchAll(/(?:failures|errors)=(\d+)/g)].reduce(
    (sum, match) => sum + Number(match[1]),
    0,
  );
  const failed = ok ? 0 : Math.max(1, bad);
  return { passed: Math.max(0, ran - failed), failed };
};

/** As in the browser tests: real processes on a busy machine. */
const triedTwice = process.env.CI === undefined ? [] : ['--retry=1'];

const stages = {
  types: single(bin('tsc'), ['-b']),
  lint: single(bin('eslint'), ['.', '--max-warnings', '0']),
  format: single(bin('prettier'), ['--check', '.', '--log-level', 'warn']),
  unit: vitest('--exclude', '**/*.engine.test.ts'),
  engine: python,
  integration: vitest('--project', 'node', '.engine.test.ts', '--no-file-parallelism', ...triedTwice),
  browser: playwright,
};

await runMain(async () => {
  const chosen = process.argv.slice(2);
  const unknown = chosen.filter((name) => !(name in stages));
  if (unknown.length > 0) {
    throw new SetupError(`Unknown stage: ${unknown.join(', ')}. Known: ${Object.keys(stages).join(', ')}.`);
  }
  checkPrerequisites();
  settleEnvironment();
  const names = chosen.length > 0 ? chosen : Object.keys(stages);
  const chromium = names.includes('browser') ? await ensureChromium() : undefined;
  if (chromium !== undefined) process.env.CHROMIUM = chromium;
  if (process.getuid() === 0) {
    const other = await offerOtherAccount(ensureAccount());
    process.env.WEBRUNNER_TEST_OTHER_ACCOUNT = other.socket;
    try {
      return await stepDown('scripts/test.mjs', chosen);
    } finally {
      other.dispose();
    }
  }
  if (process.env.WEBRUNNER_TEST_OTHER_ACCOUNT === undefined) {
    say('The tests that need a second account are skipped: only root can run them (npm test as root does).');
  }

  await ensureDependencies(projectRoot);
  await ensureBuilt(projectRoot);
  // Short, since the sockets of supervisord are made below it.
  const folder = mkdtempSync(join(tmpdir(), 'wr-'));
  mkdirSync(join(folder, 'home'));
  const env = { WEBRUNNER_TEST_ENGINE: await ensureEngine(projectRoot), WEBRUNNER_TEST_FOLDER: folder };
  let passed = 0;
  let failed = 0;
  for (const name of names) {
    if (stopped) break;
    say(`\n── ${name} ──`);
    const start = performance.now();
    const result = await stages[name](env);
    passed += result.passed;
    failed += result.failed;
    say(
      `── ${name}: ${result.passed} passed, ${result.failed} failed, ${((performance.now() - start) / 1000).toFixed(0)} s`,
    );
  }
  rmSync(folder, { recursive: true, force: true });
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0 && !stopped ? 0 : 1;
});
