import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { launchBrowser, newPage, pageHeap, timeUntilShown } from './harness/browser.mjs';
import { median, pairs, sleep } from './harness/measure.mjs';
import { sampleMemory } from './harness/processMemory.mjs';
import { makeWorkspace, startProduct } from './harness/product.mjs';
import { comparedRow, figureRow } from './harness/rows.mjs';
import { tempFolder } from './harness/tempFolder.mjs';

const folders = 1000;
const filesPerFolder = 100;
const rounds = 7;

/**
 * A workspace of 100 000 files more than the bundled one, next to the bundled one alone.
 * @type {import('./harness/bench.mjs').Bench}
 */
export async function tree({ scope, engine, chromium }) {
  const browser = await launchBrowser(scope, chromium);
  const small = await startProduct(scope, { engine, folder: tempFolder(scope) });
  const folder = tempFolder(scope);
  addManyFiles(folder);
  const big = await startProduct(scope, { engine, folder });
  const firstPaint = (/** @type {import('./harness/product.mjs').Product} */ product) => async () => {
    const page = await newPage(browser, product.session);
    const value = await timeUntilShown(page, product.origin, '[role=treeitem]');
    await page.context().close();
    return value;
  };
  await firstPaint(big)();
  await firstPaint(small)();
  const paints = await pairs(rounds, firstPaint(big), firstPaint(small));

  const [ours, baseline] = await Promise.all([memoryWithPage(browser, big), memoryWithPage(browser, small)]);
  const compared = '100 000 files / bundled workspace';
  return [
    comparedRow({ bench: 'tree', name: 'first paint of the tree', compared, unit: 'ms' }, paints),
    figureRow({
      bench: 'tree',
      name: 'server with a page',
      compared: `RSS, ${compared}`,
      unit: 'MiB',
      ours: ours.server,
      baseline: baseline.server,
    }),
    figureRow({
      bench: 'tree',
      name: 'heap of the page',
      compared: `after a collection, ${compared}`,
      unit: 'MiB',
      ours: ours.page,
      baseline: baseline.page,
    }),
  ];
}

/** @param {string} folder of a product */
function addManyFiles(folder) {
  const { workspace } = makeWorkspace(folder);
  for (let index = 0; index < folders; index++) {
    const path = join(workspace, 'many', `folder-${index}`);
    mkdirSync(path, { recursive: true });
    for (let file = 0; file < filesPerFolder; file++) writeFileSync(join(path, `file-${file}.cfg`), '[a]\n');
  }
}

/**
 * @param {import('@playwright/test').Browser} browser
 * @param {import('./harness/product.mjs').Product} product
 */
async function memoryWithPage(browser, product) {
  const page = await newPage(browser, product.session);
  await page.goto(product.origin);
  await page.getByRole('treeitem').first().waitFor();
  await sleep(3000);
  const samples = await sampleMemory(product.pid, 8);
  const heap = await pageHeap(page);
  await page.context().close();
  return { server: median(samples.map((sample) => sample.resident)), page: heap };
}
