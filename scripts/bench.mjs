/**
 * `npm run bench`: the set-up of `npm start`, then the benches, one table, and bench-results.json.
 * `npm run bench -- loop log` runs only those named; `start-cold` runs only when named.
 * A goal that is missed is told, not an error: the exit status is 1 only when something could not be measured.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureChromium } from './setup/chromium.mjs';
import { ensureEngine } from './setup/engine.mjs';
import { projectRoot } from './setup/folders.mjs';
import { ensureBuilt, ensureDependencies } from './setup/product.mjs';
import { runMain, say, SetupError } from './setup/progress.mjs';
import { withHandBack } from '../bench/harness/handBack.mjs';

/**
 * Where each bench is; they are imported after the set-up, since they need the dependencies.
 * @satisfies {Record<string, () => Promise<import('../bench/harness/bench.mjs').Bench>>}
 */
const benches = {
  loop: async () => (await import('../bench/loop.mjs')).loop,
  log: async () => (await import('../bench/log.mjs')).log,
  page: async () => (await import('../bench/page.mjs')).page,
  memory: async () => (await import('../bench/memory.mjs')).memory,
  reading: async () => (await import('../bench/reading.mjs')).reading,
  md5: async () => (await import('../bench/md5.mjs')).md5,
  tree: async () => (await import('../bench/tree.mjs')).tree,
  start: async () => (await import('../bench/start.mjs')).start,
  'start-cold': async () => (await import('../bench/start.mjs')).startCold,
};
const onlyWhenNamed = ['start-cold'];

/**
 * @param {string} name
 * @returns {name is keyof typeof benches}
 */
const isBench = (name) => name in benches;

/**
 * @param {readonly (keyof typeof benches)[]} names
 * @param {{ engine: string, chromium: string }} surroundings
 */
async function runBenches(names, surroundings) {
  const { programScope, withScope } = await import('../bench/harness/scope.mjs');
  const everything = programScope();
  /** @type {import('../bench/harness/rows.mjs').Row[]} */
  const rows = [];
  /** @type {{ bench: string, message: string }[]} */
  const failures = [];
  for (const name of names) {
    say(`• ${name} …`);
    const begin = performance.now();
    try {
      const bench = await benches[name]();
      rows.push(...(await withScope(everything, (scope) => bench({ ...surroundings, scope }))));
      say(`  done in ${((performance.now() - begin) / 1000).toFixed(0)} s`);
    } catch (error) {
      failures.push({ bench: name, message: error instanceof Error ? error.message : String(error) });
      say(`  could not be measured: ${error instanceof Error ? error.stack : String(error)}`);
    }
  }
  return { rows, failures };
}

await runMain(() =>
  withHandBack('scripts/bench.mjs', projectRoot, async (args, resultFolder) => {
    const unknown = args.filter((name) => !isBench(name));
    if (unknown.length > 0) {
      throw new SetupError(
        `Unknown bench: ${unknown.join(', ')}. Known: ${Object.keys(benches).join(', ')}.`,
      );
    }
    await ensureDependencies(projectRoot);
    await ensureBuilt(projectRoot);
    const surroundings = { engine: await ensureEngine(projectRoot), chromium: await ensureChromium() };
    const all = Object.keys(benches).filter((name) => !onlyWhenNamed.includes(name));
    const names = (args.length > 0 ? args : all).filter(isBench);

    const { machineFacts } = await import('../bench/harness/machine.mjs');
    const { formatTable } = await import('../bench/harness/table.mjs');
    const machine = machineFacts(surroundings.chromium);
    const { rows, failures } = await runBenches(names, surroundings);
    console.log(`\n${formatTable(rows)}`);
    writeFileSync(
      join(resultFolder, 'bench-results.json'),
      `${JSON.stringify({ machine, rows, failures }, undefined, 2)}\n`,
    );
    return failures.length === 0 ? 0 : 1;
  }),
);
