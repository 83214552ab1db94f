import { join } from 'node:path';
import { launchBrowser, newPage } from './harness/browser.mjs';
import { timeCommand } from './harness/childProcess.mjs';
import { median, ratioOf, sleep } from './harness/measure.mjs';
import { startProduct } from './harness/product.mjs';
import { figureRow } from './harness/rows.mjs';
import { tempFolder } from './harness/tempFolder.mjs';
import { say } from '../scripts/setup/progress.mjs';
import { changeInstance, changeSoftware } from './loop/changes.mjs';
import { pressRebuild, PromiseFailed } from './loop/pressRebuild.mjs';

const rounds = 5;

/**
 * Rebuild from the click until both indicators say Completed, divided by the two `slapos node` commands that it
 * runs, typed by hand on the same state.
 * @type {import('./harness/bench.mjs').Bench}
 */
export async function loop({ scope, engine, chromium }) {
  const product = await startProduct(scope, { engine, folder: tempFolder(scope) });
  const browser = await launchBrowser(scope, chromium);
  const page = await newPage(browser, product.session);
  await page.goto(product.origin);
  // The first build compiles and installs: it is not what a user waits for again and again.
  const first = await completed(() => pressRebuild(page, product));
  const raw = () => runRawCommands(product, engine, first.commands);
  await completed(raw);

  /** @type {import('./harness/rows.mjs').Row[]} */
  const rows = [];
  const cases = [
    { name: 'nothing changed', change: () => false },
    {
      name: 'instance changed',
      change: (/** @type {number} */ mark) => changeInstance(product.workspace, mark),
    },
    {
      name: 'software changed',
      change: (/** @type {number} */ mark) => changeSoftware(product.workspace, mark),
    },
  ];
  let mark = 0;
  for (const { name, change } of cases) {
    /** @type {import('./loop/pressRebuild.mjs').Rebuild[]} */
    const ours = [];
    /** @type {Awaited<ReturnType<typeof raw>>[]} */
    const theirs = [];
    for (let round = 0; round < rounds; round++) {
      ours.push(
        await completed(async () => {
          if (change(++mark)) await softwareIs(page, 'Not up to date').waitFor();
          return pressRebuild(page, product);
        }),
      );
      // What the run set going, services that start again above all, shall not be felt by the next.
      await sleep(1000);
      theirs.push(
        await completed(async () => {
          change(++mark);
          return raw();
        }),
      );
      await sleep(1000);
    }
    rows.push(loopRow(name, ours, theirs));
  }
  return rows;
}

/**
 * Tries until a build completes: one whose promise failed, because a service was slow to come up, is no sample.
 * @template T
 * @param {() => Promise<T>} build rejects with PromiseFailed
 * @returns {Promise<T>}
 */
async function completed(build) {
  for (let attempt = 1; ; attempt++) {
    try {
      return await build();
    } catch (error) {
      if (!(error instanceof PromiseFailed) || attempt === 3) throw error;
      say(`  again: ${error.message}`);
      await sleep(2000);
    }
  }
}

/**
 * @param {import('@playwright/test').Page} page
 * @param {string} state
 */
function softwareIs(page, state) {
  return page.getByRole('status', { name: 'Software', exact: true }).getByText(state);
}

/**
 * @param {string} name
 * @param {import('./loop/pressRebuild.mjs').Rebuild[]} ours
 * @param {{ software: number, instance: number }[]} theirs
 */
function loopRow(name, ours, theirs) {
  const totals = ours.map((one) => one.clickToShown);
  const rawTotals = theirs.map((one) => one.software + one.instance);
  const part = (/** @type {keyof import('./loop/pressRebuild.mjs').Rebuild['parts']} */ key) =>
    `${median(ours.map((one) => one.parts[key])).toFixed(0)} ms`;
  const rawPart = (/** @type {'software' | 'instance'} */ key) =>
    `${median(theirs.map((one) => one[key])).toFixed(0)} ms`;
  return figureRow({
    bench: 'loop',
    name,
    compared: 'click → both Completed / slapos node software + instance',
    unit: 'ms',
    ours: median(totals),
    baseline: median(rawTotals),
    ratio: ratioOf(totals, rawTotals),
    goal: { of: 'ratio', atMost: 0.6 },
    note: `click→start ${part('toStart')}, software ${part('software')}, between ${part('between')}, instance ${part('instance')}, end→shown ${part('toShown')}; typed: software ${rawPart('software')}, instance ${rawPart('instance')}`,
    samples: { ours, baseline: theirs },
  });
}

/**
 * Runs the commands of a run as a user would in a terminal; milliseconds.
 * @param {import('./harness/product.mjs').Product} product
 * @param {string} engine
 * @param {{ software: string, instance: string }} commands
 */
async function runRawCommands({ home, folder }, engine, commands) {
  const slapos = join(engine, 'bin', 'webrunner-slapos');
  const time = async (/** @type {string} */ command) => {
    const [, ...args] = command.split(' ');
    const { milliseconds } = await timeCommand(slapos, args, {
      cwd: folder,
      env: { ...process.env, HOME: home },
    });
    return milliseconds;
  };
  return { software: await time(commands.software), instance: await time(commands.instance) };
}
