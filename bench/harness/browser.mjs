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
