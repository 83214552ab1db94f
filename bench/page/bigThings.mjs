import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { newPage } from '../harness/browser.mjs';
import { pairs } from '../harness/measure.mjs';
import { comparedRow } from '../harness/rows.mjs';
import { layOutRun } from '../harness/runDirectory.mjs';

const rounds = 5;
const logLines = 50_000;
const lastLine = 'this is the last line';
const bigFolder = 'ten-thousand';

/**
 * A log of 5 MB and a folder of 10 000 files.
 * @param {{ workspace: string, state: string }} paths
 */
export function prepareBigThings({ workspace, state }) {
  const log = layOutRun({ state, workspace, id: 1 });
  let text = '';
  for (let line = 0; line < logLines; line++)
    text += `${String(line).padStart(8)} ${'compiling '.repeat(9)}\n`;
  appendFileSync(log, `${text}${lastLine}\n`);
  mkdirSync(join(workspace, bigFolder));
  for (let file = 0; file < 10_000; file++) {
    writeFileSync(join(workspace, bigFolder, `file-${String(file).padStart(5, '0')}.cfg`), '');
  }
}

/**
 * How long the page takes to show them, next to only receiving them in the same page.
 * @param {import('@playwright/test').Browser} browser
 * @param {import('../harness/product.mjs').Product} product
 */
export async function bigThings(browser, product) {
  const page = await newPage(browser, product.session);
  await page.goto(product.origin);
  const folder = page.getByRole('treeitem', { name: bigFolder, exact: true });
  await folder.waitFor();

  const fetched = (/** @type {string} */ path) => () => page.evaluate(timeFetch, path);
  const expand = async () => {
    const time = await page.evaluate(timeUntilText, {
      click: `[role=treeitem]`,
      name: bigFolder,
      text: 'file-00000.cfg',
    });
    await folder.click();
    await page.getByText('file-00000.cfg').waitFor({ state: 'detached' });
    return time;
  };
  await expand();
  const folders = await pairs(rounds, expand, fetched(`/api/folder?path=workspace/${bigFolder}`));

  const openLog = async () => {
    const time = await page.evaluate(timeUntilText, { click: 'a', href: '/logs/1/software', text: lastLine });
    await page.getByRole('tab', { name: 'Editor', exact: true }).click();
    await folder.waitFor();
    return time;
  };
  await openLog();
  const logs = await pairs(rounds, openLog, fetched('/api/runs/1/logs/software'));
  await page.context().close();
  return [
    comparedRow(
      {
        bench: 'page',
        name: '10 000-file folder expanded',
        compared: 'click → first row painted / receiving the list in the page',
        unit: 'ms',
      },
      folders,
    ),
    comparedRow(
      {
        bench: 'page',
        name: '5 MB log opened',
        compared: 'click → last line painted / receiving the log in the page',
        unit: 'ms',
      },
      logs,
    ),
  ];
}

/**
 * In the page.
 * @param {string} path
 */
async function timeFetch(path) {
  const start = performance.now();
  const response = await fetch(path);
  await response.text();
  return performance.now() - start;
}

/**
 * In the page: clicks an element, or a new link, and gives the time until a text is about to be painted.
 * @param {{ click: string, name?: string, href?: string, text: string }} options
 * @returns {Promise<number>}
 */
function timeUntilText({ click, name, href, text }) {
  /** @type {HTMLElement | undefined} */
  let target;
  if (href === undefined) {
    target = /** @type {HTMLElement[]} */ ([...document.querySelectorAll(click)]).find(
      (element) => (element.getAttribute('aria-label') ?? element.textContent).trim() === name,
    );
  } else {
    target = Object.assign(document.createElement('a'), { href });
    document.body.append(target);
  }
  if (target === undefined) throw new Error(`There is no ${name}.`);
  const start = performance.now();
  target.click();
  if (href !== undefined) target.remove();
  return new Promise((resolve) => {
    const look = () => {
      const panels = document.querySelectorAll('[role=tree], [role=log]');
      if ([...panels].some((panel) => panel.textContent.includes(text))) resolve(performance.now() - start);
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
}
