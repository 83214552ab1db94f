import { spawn } from 'node:child_process';
import { endChild } from './harness/childProcess.mjs';
import { forkHelper } from './harness/forked.mjs';
import { launchBrowser, newPage } from './harness/browser.mjs';
import { median, sleep } from './harness/measure.mjs';
import { sampleMemory } from './harness/processMemory.mjs';
import { makeWorkspace, startProduct } from './harness/product.mjs';
import { figureRow } from './harness/rows.mjs';
import { layOutRun } from './harness/runDirectory.mjs';
import { tempFolder } from './harness/tempFolder.mjs';
import { logSpeed } from './log/throughput.mjs';

const logBytes = 1e9;

/**
 * Memory of the server: alone, with a browser that has a file open, and after 1 GB of log went through it. Next
 * to a Node.js process that does nothing but listen.
 * @type {import('./harness/bench.mjs').Bench}
 */
export async function memory({ scope, engine, chromium }) {
  const folder = tempFolder(scope);
  const writer = forkHelper(scope, 'logWriter.mjs');
  const file = layOutRun({ ...makeWorkspace(folder), id: 1, leader: Number(writer.pid) });
  const bare = await bareListener(scope);
  const product = await startProduct(scope, { engine, folder });
  const browser = await launchBrowser(scope, chromium);

  /** @type {import('./harness/rows.mjs').Row[]} */
  const rows = [];
  const measure = async (
    /** @type {string} */ name,
    /** @type {string} */ compared,
    /** @type {number | undefined} */ atMost,
  ) => {
    // Idle is when what the start has left behind has been collected: V8 does that after 8 s or more.
    await sleep(15_000);
    const ours = await sampleMemory(product.pid, 8);
    const theirs = await sampleMemory(bare, 4);
    const anonymous = median(ours.map((sample) => sample.anonymous));
    rows.push(
      figureRow({
        bench: 'memory',
        name,
        compared,
        unit: 'MiB',
        ours: median(ours.map((sample) => sample.resident)),
        baseline: median(theirs.map((sample) => sample.resident)),
        ...(atMost === undefined ? {} : { goal: { of: 'ours', atMost } }),
        note: `of which anonymous ${anonymous.toFixed(1)} MiB, baseline ${median(theirs.map((sample) => sample.anonymous)).toFixed(1)} MiB; the rest is mapped files such as the executable of Node.js`,
        samples: { ours, baseline: theirs },
      }),
    );
  };

  await measure('idle', 'RSS of the server / a bare Node.js listener', 70);
  const page = await newPage(browser, product.session);
  await page.goto(`${product.origin}/edit/workspace/software/helloworld/instance.cfg.in`);
  await page.locator('.monaco-editor .view-line').first().waitFor();
  await measure('one client', 'with a page that has a file open', 80);
  await logSpeed({ product, writer, file, run: 1 }, logBytes);
  await measure('after 1 GB of log', 'a second client received it and left', undefined);
  return rows;
}

/** @param {import('./harness/scope.mjs').Scope} scope */
async function bareListener(scope) {
  const child = spawn(process.execPath, ['-e', 'require("node:http").createServer().listen(0, "127.0.0.1")']);
  scope.defer(() => endChild(child));
  await sleep(500);
  return Number(child.pid);
}
