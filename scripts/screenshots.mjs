/**
 * `npm run screenshots`: the pictures of docs/images, from the running product on a state of its own: the bundled
 * workspace, built by the real engine.
 */
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureChromium } from './setup/chromium.mjs';
import { ensureEngine } from './setup/engine.mjs';
import { projectRoot } from './setup/folders.mjs';
import { ensureBuilt, ensureDependencies } from './setup/product.mjs';
import { runMain, say } from './setup/progress.mjs';
import { withHandBack } from '../bench/harness/handBack.mjs';

const wide = { width: 1440, height: 900 };
const narrow = { width: 390, height: 844 };
const profile = 'software/helloworld/instance.cfg.in';

/** @typedef {import('@playwright/test').Page} Page */
/** @typedef {import('../bench/harness/product.mjs').Product} Product */
/** @typedef {'light' | 'dark'} ColorScheme */
/** @typedef {Awaited<ReturnType<typeof openPage>>} Desk */

/**
 * The profile at the parameter that the tutorial changes.
 * @param {Product} product
 */
function editorAddress({ workspace }) {
  const lines = readFileSync(join(workspace, profile), 'utf8').split('\n');
  const line = lines.findIndex((text) => text.startsWith('configuration.name')) + 1;
  return `/edit/workspace/${profile}?line=${line}`;
}

/**
 * A page that stands still, with what takes and names its pictures.
 * @param {import('@playwright/test').Browser} browser
 * @param {Product} product
 * @param {{ width: number, height: number }} viewport
 * @param {string} folder
 */
async function openPage(browser, product, viewport, folder) {
  const { newPage } = await import('../bench/harness/browser.mjs');
  const page = await newPage(browser, product.session);
  await page.setViewportSize(viewport);
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  const go = (/** @type {string} */ path) => page.goto(`${product.origin}${path}`);
  const take = async (/** @type {string} */ name, /** @type {ColorScheme} */ colorScheme = 'light') => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    // No hover, no tooltip, no blinking caret.
    await page.mouse.move(0, 0);
    await page.evaluate(() => document.fonts.ready);
    await page.waitForTimeout(500);
    const path = join(folder, `${name}.png`);
    await page.screenshot({ path, animations: 'disabled', caret: 'hide' });
    say(`  ${name}.png`);
  };
  return { page, go, take };
}

const status = (/** @type {Page} */ page, /** @type {string} */ name) =>
  page.getByRole('status', { name, exact: true });

/**
 * @param {Page} page
 * @param {Record<string, string>} ends what each indicator says in the end
 */
async function rebuild(page, ends) {
  await page.getByRole('button', { name: 'Rebuild', exact: true }).click();
  await page.getByRole('button', { name: 'Stop', exact: true }).waitFor();
  await page.getByRole('button', { name: 'Rebuild', exact: true }).waitFor({ timeout: 300_000 });
  for (const [name, text] of Object.entries(ends)) await status(page, name).getByText(text).waitFor();
}

/** @param {Page} page */
async function showMd5(page) {
  await page.locator('.monaco-editor .view-line').first().waitFor();
  await page.getByRole('button', { name: 'Menu', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Get or Update MD5 sum' }).click();
  await status(page, 'MD5 sum')
    .getByText(/[0-9a-f]{32}/)
    .waitFor();
}

/**
 * The three pages of a build that went well; `suffix` tells the pictures of one kind from the others'.
 * @param {Product} product
 * @param {Desk} desk
 * @param {string} suffix
 * @param {ColorScheme} colorScheme
 */
async function takeMainPages(product, { page, go, take }, suffix, colorScheme) {
  await go(editorAddress(product));
  await page.locator('.monaco-editor .view-line').first().waitFor();
  if (suffix === '') await showMd5(page);
  await take(`editor${suffix}`, colorScheme);
  await go('/logs');
  await page.getByRole('log').waitFor();
  await take(`logs${suffix}`, colorScheme);
  await go('/services');
  await page.getByRole('region', { name: 'Connection Information' }).first().waitFor();
  await take(`services${suffix}`, colorScheme);
}

/**
 * @param {Desk} desk
 * @param {string} suffix
 * @param {ColorScheme} colorScheme
 */
async function takeRuns({ go, page, take }, suffix, colorScheme) {
  await go('/runs');
  await page.getByRole('table', { name: 'Runs' }).waitFor();
  await take(`runs${suffix}`, colorScheme);
}

/**
 * Chooses the release that the header is about.
 * @param {Page} page
 * @param {string} name
 */
async function chooseRelease(page, name) {
  await page.getByRole('combobox', { name: 'Release' }).click();
  const list = page.getByRole('dialog', { name: 'Choose a release' });
  await list.getByRole('combobox').fill(name);
  await list.getByRole('option').first().click();
}

/**
 * What the tutorial shows beyond the main pages; the release `promises` describes its parameters.
 * @param {Product} product
 * @param {Desk} desk
 */
async function takeTutorialPages(product, { page, go, take }) {
  await go('/services');
  await chooseRelease(page, 'promises');
  await rebuild(page, { Software: 'Completed', Instance: 'Completed' });
  await page.getByRole('region', { name: 'Parameters' }).getByLabel('Size limit').fill('0');
  await page.getByRole('region', { name: 'Parameters' }).scrollIntoViewIfNeeded();
  await take('parameters');
  await page.getByRole('button', { name: 'Apply' }).click();
  await status(page, 'Instance').getByText('Promise failed').waitFor({ timeout: 60_000 });
  await page.getByRole('heading', { name: 'promises' }).first().scrollIntoViewIfNeeded();
  await take('promise-failed');
  await page.getByRole('button', { name: /^Compare instance.cfg/ }).click();
  await page.locator('.monaco-diff-editor .view-line').first().waitFor();
  await take('rendered');
  await page.keyboard.press('Escape');
  // That of the parameters: short, and with what changed.
  await go('/runs/3');
  await page.getByRole('region', { name: 'Timeline' }).getByRole('table').waitFor();
  await take('run');
  await go('/terminal');
  await page.getByRole('textbox', { name: /^Terminal/ }).focus();
  await page.keyboard.type('supervisorctl status\n');
  await page.locator('.xterm-rows').getByText('RUNNING').first().waitFor();
  await take('terminal');

  const folder = join(product.workspace, 'software', 'advice');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'instance.cfg.in'), outdated);
  await go('/edit/workspace/software/advice/instance.cfg.in');
  await page.getByRole('button', { name: /^Problems: .* [1-9]\d* warning/ }).click();
  await take('advice');
}

/** A profile as the old texts have it. */
const outdated = `[buildout]
parts = directories app-service

[directories]
recipe = slapos.cookbook:makedirectory
etc = \${buildout:directory}/etc

[app-service]
recipe = slapos.cookbook:wrapper
command-line = sleep 1000
wrapper-path = \${directories:etc}/services/app
`;

/**
 * @param {Product} product
 * @param {import('@playwright/test').Browser} browser
 * @param {string} folder
 */
async function takeAll(product, browser, folder) {
  const desk = await openPage(browser, product, wide, folder);
  await desk.go('/');
  await desk.page.getByRole('treeitem').first().waitFor();
  await desk.take('first-visit');
  await rebuild(desk.page, { Software: 'Completed', Instance: 'Completed' });
  await takeMainPages(product, desk, '', 'light');
  await takeMainPages(product, desk, '-dark', 'dark');
  const phone = await openPage(browser, product, narrow, folder);
  await takeMainPages(product, phone, '-narrow', 'light');
  await takeTutorialPages(product, desk);
  await chooseRelease(desk.page, 'helloworld');

  // A profile that was edited without its sum being brought up to date: the tutorial's first failure.
  appendFileSync(join(product.workspace, profile), '# One line more.\n');
  await desk.go('/logs');
  await status(desk.page, 'Software').getByText('Not up to date').waitFor();
  await rebuild(desk.page, { Software: 'Failed' });
  await desk.page.getByRole('log').getByText('MD5 checksum mismatch').first().waitFor();
  await desk.take('failed-build');

  await takeRuns(desk, '', 'light');
  await takeRuns(desk, '-dark', 'dark');
  await takeRuns(phone, '-narrow', 'light');
}

await runMain(() =>
  withHandBack('scripts/screenshots.mjs', join(projectRoot, 'docs', 'images'), async (_, folder) => {
    await ensureDependencies(projectRoot);
    await ensureBuilt(projectRoot);
    const engine = await ensureEngine(projectRoot);
    const chromium = await ensureChromium();
    const { programScope, withScope } = await import('../bench/harness/scope.mjs');
    const { launchBrowser } = await import('../bench/harness/browser.mjs');
    const { startProduct } = await import('../bench/harness/product.mjs');
    const { tempFolder } = await import('../bench/harness/tempFolder.mjs');
    say('• Taking the pictures …');
    await withScope(programScope(), async (scope) => {
      const product = await startProduct(scope, { engine, folder: tempFolder(scope, 'demo') });
      await takeAll(product, await launchBrowser(scope, chromium), folder);
    });
    return 0;
  }),
);
