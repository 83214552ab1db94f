import { forkHelper } from './harness/forked.mjs';
import { launchBrowser } from './harness/browser.mjs';
import { makeWorkspace, startProduct } from './harness/product.mjs';
import { layOutRun } from './harness/runDirectory.mjs';
import { tempFolder } from './harness/tempFolder.mjs';
import { browserLatency, browserAppend } from './log/browser.mjs';
import { stalledReader } from './log/stalled.mjs';
import { throughput } from './log/throughput.mjs';

/**
 * The log pipeline: from a file that a build appends to, to whoever follows it.
 * @type {import('./harness/bench.mjs').Bench}
 */
export async function log({ scope, engine, chromium }) {
  const folder = tempFolder(scope);
  const writer = forkHelper(scope, 'logWriter.mjs');
  const file = layOutRun({ ...makeWorkspace(folder), id: 1, leader: Number(writer.pid) });
  const product = await startProduct(scope, { engine, folder });
  const pipeline = { product, writer, file, run: 1 };
  const browser = await launchBrowser(scope, chromium);
  return [
    ...(await throughput(scope, pipeline)),
    ...(await stalledReader(pipeline)),
    ...(await browserLatency(browser, pipeline)),
    ...(await browserAppend(browser, pipeline)),
  ];
}
