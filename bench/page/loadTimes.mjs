import { newPage } from '../harness/browser.mjs';
import { ratioOf, sleep } from '../harness/measure.mjs';
import { comparedRow } from '../harness/rows.mjs';

const rounds = 9;

/**
 * How long until the files are to be seen, and until the text can be edited: cold, with nothing cached, and warm.
 * @param {import('@playwright/test').Browser} browser
 * @param {import('../harness/product.mjs').Product} product
 * @param {string} bare address of the bare page
 */
export async function loadTimes(browser, product, bare) {
  const ours = `${product.origin}/edit/workspace/software/helloworld/instance.cfg.in`;
  /** @type {import('../harness/rows.mjs').Row[]} */
  const rows = [];
  // Once without counting: the servers read their files, and the browser starts its processes.
  await openOnce(browser, product.session, ours, 'cold');
  await openOnce(browser, undefined, bare, 'cold');
  for (const cache of /** @type {const} */ (['cold', 'warm'])) {
    /** @type {Record<'ours' | 'bare', Times[]>} */
    const times = { ours: [], bare: [] };
    for (let round = 0; round < rounds; round++) {
      times.ours.push(await openOnce(browser, product.session, ours, cache));
      times.bare.push(await openOnce(browser, undefined, bare, cache));
    }
    for (const what of /** @type {const} */ (['tree', 'text'])) {
      const samples = {
        ours: times.ours.map((one) => one[what]),
        baseline: times.bare.map((one) => one[what]),
      };
      rows.push(
        comparedRow(
          {
            bench: 'page',
            name: what === 'tree' ? `tree visible, ${cache}` : `text editable, ${cache}`,
            compared: 'page with a file open / bare page with Monaco',
            unit: 'ms',
            goal: { of: 'ratio', atMost: 1.25 },
          },
          { ...samples, ratio: ratioOf(samples.ours, samples.baseline) },
        ),
      );
    }
  }
  return rows;
}

/** @typedef {{ tree: number, text: number }} Times since the navigation began, in milliseconds */

/**
 * @param {import('@playwright/test').Browser} browser
 * @param {import('../harness/session.mjs').Session | undefined} session
 * @param {string} url
 * @param {'cold' | 'warm'} cache warm: in a new tab of a browser that had it open before
 */
async function openOnce(browser, session, url, cache) {
  const page = await newPage(browser, session);
  const context = page.context();
  await context.addInitScript(noteTimes);
  let times = await timesOf(page, url);
  if (cache === 'warm') {
    // What the browser keeps of the scripts, compiled code too, it writes a moment later.
    await sleep(1000);
    await page.close();
    times = await timesOf(await context.newPage(), url);
  }
  await context.close();
  return times;
}

/**
 * @param {import('@playwright/test').Page} page
 * @param {string} url
 * @returns {Promise<Times>}
 */
async function timesOf(page, url) {
  await page.goto(url);
  const handle = await page.waitForFunction(() => {
    const { tree, text } = globalThis.webrunnerTimes;
    return tree !== undefined && text !== undefined ? { tree, text } : undefined;
  });
  return /** @type {Promise<Times>} */ (handle.jsonValue());
}

/** In the page, before its own scripts: looks at every frame what is there. */
function noteTimes() {
  /** @type {{ tree?: number, text?: number }} */
  const times = {};
  globalThis.webrunnerTimes = times;
  const look = () => {
    const isThere = (/** @type {string} */ selector) => document.querySelector(selector) !== null;
    if (times.tree === undefined && isThere('[role=treeitem]')) times.tree = performance.now();
    if (
      times.text === undefined &&
      isThere('.monaco-editor :is(textarea, .native-edit-context)') &&
      (document.querySelector('.monaco-editor .view-lines')?.textContent ?? '').length > 20
    ) {
      times.text = performance.now();
    }
    if (times.tree === undefined || times.text === undefined) requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}
