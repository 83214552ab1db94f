import { gzipSync } from 'node:zlib';
import { newPage, timeUntilShown } from '../harness/browser.mjs';
import { sleep } from '../harness/measure.mjs';
import { figureRow } from '../harness/rows.mjs';

/** A string that only Monaco's own code has: the type of its code editor. */
const ofMonaco = 'vs.editor.ICodeEditor';

/**
 * What comes over the wire.
 * @param {import('@playwright/test').Browser} browser
 * @param {import('../harness/product.mjs').Product} product
 * @param {string} bare address of the bare page
 */
export async function pageSize(browser, { origin, session }, bare) {
  const file = 'workspace/software/helloworld/instance.cfg.in';
  const empty = await load(browser, `${origin}/`, '[role=treeitem]', session);
  const services = await load(browser, `${origin}/services`, '[role=tab]', session);
  const ours = await load(browser, `${origin}/edit/${file}`, '.monaco-editor .view-line', session);
  const theirs = await load(browser, bare, '.monaco-editor .view-line');
  const gzip = (/** @type {Script[]} */ scripts) =>
    scripts.reduce((sum, script) => sum + script.gzip, 0) / 1000;
  const initial = empty.scripts.filter((script) => script.isInitial && !script.isMonaco);
  const list = (/** @type {Script[]} */ scripts) =>
    scripts.map(({ name, gzip: size }) => `${name} ${(size / 1000).toFixed(1)}`).join(', ');
  return [
    figureRow({
      bench: 'page',
      name: 'initial JS, gzip',
      compared: 'scripts asked for until the tree shows, but Monaco’s',
      unit: 'kB',
      ours: gzip(initial),
      goal: { of: 'ours', atMost: 170 },
      note: list(initial),
    }),
    figureRow({
      bench: 'page',
      name: 'Monaco is lazy',
      compared: 'scripts of Monaco that /services loads',
      unit: '',
      ours: services.scripts.filter((script) => script.isMonaco).length,
      goal: { of: 'ours', atMost: 0 },
      note: `a file in the editor loads ${list(ours.scripts.filter((script) => script.isMonaco))}`,
    }),
    figureRow({
      bench: 'page',
      name: 'over the wire, a file open',
      compared: 'cold, with headers / bare page',
      unit: 'kB',
      ours: ours.bytes / 1000,
      baseline: theirs.bytes / 1000,
      goal: { of: 'ours', atMost: 1300 },
      note: `${ours.requests} requests; bare page ${theirs.requests}`,
      samples: { ours: ours.sizes, baseline: theirs.sizes },
    }),
  ];
}

/**
 * @typedef {object} Script
 * @property {string} name
 * @property {number} gzip bytes
 * @property {boolean} isMonaco
 * @property {boolean} isInitial asked for before the page was there; later ones are fetched ahead of need
 */

/**
 * Loads an address with an empty cache and weighs everything that comes until it is quiet.
 * @param {import('@playwright/test').Browser} browser
 * @param {string} url
 * @param {string} shown selector of what says that the page is there
 * @param {import('../harness/session.mjs').Session} [session]
 */
async function load(browser, url, shown, session) {
  const page = await newPage(browser, session);
  /** @type {import('@playwright/test').Request[]} */
  const finished = [];
  page.context().on('requestfinished', (request) => finished.push(request));
  const shownAt =
    (await timeUntilShown(page, url, shown)) + (await page.evaluate(() => performance.timeOrigin));
  await sleep(3000);
  /** @type {Record<string, number>} */
  const sizes = {};
  /** @type {Script[]} */
  const scripts = [];
  for (const request of finished) {
    const size = await request.sizes();
    const response = await request.response();
    const { pathname, search } = new URL(request.url());
    // What a worker is made from is told as 0 bytes, but its header says how much it was.
    const length = Number((await response?.headerValue('content-length')) ?? 0);
    sizes[pathname + search] = Math.max(size.responseBodySize, length) + size.responseHeadersSize;
    if (!pathname.endsWith('.js')) continue;
    const body = await response?.body();
    if (body === undefined) throw new Error(`${pathname} has no body.`);
    const name = pathname.slice(pathname.lastIndexOf('/') + 1);
    scripts.push({
      name,
      gzip: gzipSync(body, { level: 9 }).length,
      isMonaco: body.includes(ofMonaco),
      isInitial: request.timing().startTime <= shownAt,
    });
  }
  await page.context().close();
  const bytes = Object.values(sizes).reduce((sum, size) => sum + size, 0);
  return { bytes, requests: finished.length, sizes, scripts };
}
