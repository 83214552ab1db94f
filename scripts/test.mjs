/**
 * `npm test`: the set-up of `npm start`, then every check, where the time went, and last one line `N passed, N failed`.
 * `npm test -- unit engine` runs only the stages named; what follows a single one is for its runner: `npm test -- unit planRun`.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureAccount, stepDown } from './setup/account.mjs';
import { ensureChromium } from './setup/chromium.mjs';
import { endingSignals } from './setup/command.mjs';
import { ensureEngine } from './setup/engine.mjs';
import { settleEnvironment } from './setup/environment.mjs';
import { projectRoot } from './setup/folders.mjs';
import { offerOtherAccount } from './setup/otherAccount.mjs';
import { checkPrerequisites } from './setup/prerequisites.mjs';
import { ensureBuilt, ensureDependencies } from './setup/product.mjs';
import { runMain, say } from './setup/progress.mjs';
import { stageNames, stages } from './testing/stages.mjs';
import { readTestArguments } from './testing/testArguments.mjs';
import { formatTimes } from './testing/times.mjs';

/** @typedef {import('./testing/stages.mjs').StageName} StageName */

/** Stopping the tests stops the command that is being executed, and with it the stages. */
let isStopped = false;
for (const signal of endingSignals) process.on(signal, () => (isStopped = true));

/**
 * Runs stages, one after the other.
 * @param {readonly StageName[]} names
 * @param {readonly string[]} words for the runner of the only one
 */
async function runStages(names, words) {
  const begin = performance.now();
  const needs = neededBy(names);
  await ensureDependencies(projectRoot);
  if (needs.includes('product')) await ensureBuilt(projectRoot);
  const engine = needs.includes('engine') ? { engine: await ensureEngine(projectRoot) } : {};
  const times = [{ name: 'set-up', seconds: (performance.now() - begin) / 1000 }];
  /** @type {import('./testing/stages.mjs').FileTime[]} */
  const files = [];
  let passed = 0;
  let failed = 0;
  // Short, since the sockets of supervisord are made below it.
  const folder = mkdtempSync(join(tmpdir(), 'wr-'));
  try {
    mkdirSync(join(folder, 'home'));
    for (const name of names) {
      if (isStopped) break;
      say(`\n── ${name} ──`);
      const start = performance.now();
      const result = await stages[name].run({ folder, ...engine }, words);
      const seconds = (performance.now() - start) / 1000;
      passed += result.passed;
      failed += result.failed;
      files.push(...(result.files ?? []));
      times.push({ name, seconds });
      say(`── ${name}: ${result.passed} passed, ${result.failed} failed, ${seconds.toFixed(0)} s`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  say(`\n${formatTimes(times, files)}`);
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0 && !isStopped ? 0 : 1;
}

/** @param {readonly StageName[]} names */
function neededBy(names) {
  return names.flatMap((name) => stages[name].needs);
}

await runMain(async () => {
  const args = process.argv.slice(2);
  const { names, words } = readTestArguments(args, stageNames);
  checkPrerequisites();
  settleEnvironment();
  if (neededBy(names).includes('browser')) process.env.CHROMIUM = await ensureChromium();
  if (process.getuid?.() === 0) {
    const other = await offerOtherAccount(ensureAccount());
    process.env.WEBRUNNER_TEST_OTHER_ACCOUNT = other.socket;
    try {
      return await stepDown('scripts/test.mjs', args);
    } finally {
      other.dispose();
    }
  }
  if (process.env.WEBRUNNER_TEST_OTHER_ACCOUNT === undefined) {
    say('The tests that need a second account are skipped: only root can run them (npm test as root does).');
  }
  return runStages(names, words);
});
