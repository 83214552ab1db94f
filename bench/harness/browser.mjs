import { chromium } from '@playwright/test';

/**
 * A headless Chromium that ends with the scope.
 * @param {import('./scope.mjs').Scope} scope
 * @param {string} executablePath
 */
export async function launchBrowser(scope, executablePath) {
  const browser = await chromium.launch({
    executablePath,
    // Interrupts are ours: what was started is ended in order.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking'],
  });
  scope.defer(() => browser.close());
  return browser;
}

/**
 * A page in a context of its own (nothing cached), signed in to the product and not yet opened.
 * @param {import('@playwright/test').Browser} browser
 * @param {import('./session.mjs').Session} [session] none for a page that needs no sign-in
 */
export async function newPage(browser, session) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  if (session !== undefined) {
    const [name = '', value = ''] = session.cookie.split(/=(.*)/s);
    await context.addCookies([{ name, value, url: session.origin, httpOnly: true, sameSite: 'Strict' }]);
  }
  return context.newPage();
}

/**
 * The heap of a page after a collection, in MiB.
 * @param {import('@playwright/test').Page} page
 */
export async function pageHeap(page) {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('HeapProfiler.collectGarbage');
  const { usedSize } = await devtools.send('Runtime.getHeapUsage');
  await devtools.detach();
  return usedSize / 2 ** 20;
}

/**
 * Opens an address and gives the time until an element is about to be painted, in milliseconds since the
 * navigation began.
 * @param {import('@playwright/test').Page} page
 * @param {string} url
 * @param {string} selector
 * @returns {Promise<number>}
 */
export async function timeUntilShown(page, url, selector) {
  await page.addInitScript(noteWhenShown, selector);
  await page.goto(url);
  const time = await page.waitForFunction(() => globalThis.webrunnerShownAt);
  return Number(await time.jsonValue());
}

/**
 * In the page, before its own scripts: looks at every frame whether the element is there.
 * @param {string} selector
 */
function noteWhenShown(selector) {
  const look = () => {
    if (document.querySelector(selector) === null) requestAnimationFrame(look);
    else globalThis.webrunnerShownAt = performance.now();
  };
  requestAnimationFrame(look);
}
