import { launchBrowser } from './harness/browser.mjs';
import { serveBarePage } from './harness/barePage.mjs';
import { makeWorkspace, startProduct } from './harness/product.mjs';
import { tempFolder } from './harness/tempFolder.mjs';
import { bigThings, prepareBigThings } from './page/bigThings.mjs';
import { loadTimes } from './page/loadTimes.mjs';
import { pageSize } from './page/size.mjs';

/**
 * What the page weighs and how fast it is there, next to a bare page with the same editor.
 * @type {import('./harness/bench.mjs').Bench}
 */
export async function page({ scope, engine, chromium }) {
  const folder = tempFolder(scope);
  const paths = makeWorkspace(folder);
  prepareBigThings(paths);
  const bare = await serveBarePage(scope, paths.workspace);
  const product = await startProduct(scope, { engine, folder });
  const browser = await launchBrowser(scope, chromium);
  return [
    ...(await pageSize(browser, product, bare)),
    ...(await loadTimes(browser, product, bare)),
    ...(await bigThings(browser, product)),
  ];
}
