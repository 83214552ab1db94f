import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Locator, Page } from '@playwright/test';
import { IdePage } from '../idePage.ts';
import type { IdeServer } from '../ideServer.ts';
import { expect, test } from '../ideTest.ts';
import { removeRelease } from '../removeRelease.ts';
import { SilentProxy } from '../silentProxy.ts';
import { writeSmallRelease } from '../smallRelease.ts';

/** What is promised: how soon a page says that the server hangs, and that the network is silent. */
const hangs = { timeout: 15_000 };
const silent = { timeout: 45_000 };
/** And how soon it is itself again. */
const back = { timeout: 45_000 };
const file = 'software/helloworld/software.cfg';

const banner = (page: Page): Locator => page.getByText('The connection is lost');
const isLive = (page: Page) => expect(page.getByText('Live', { exact: true })).toBeVisible(back);

/** Releases that a test made. What stays is left alone by a later Rebuild all, which would then name the others one by one. */
const made: string[] = [];
test.afterEach(async ({ server }) => {
  for (const name of made.splice(0)) await removeRelease(server, name);
});
function makeRelease(server: IdeServer, name: string): void {
  writeSmallRelease(server, name);
  made.push(name);
}

/** A page that reaches the server through a network of its own. */
async function through(proxy: SilentProxy, browser: Browser, server: IdeServer): Promise<IdePage> {
  const context = await browser.newContext({
    proxy: proxy.settings,
    permissions: ['clipboard-read', 'clipboard-write'],
    viewport: { width: 1440, height: 900 },
  });
  const ide = new IdePage(await context.newPage(), server);
  await ide.open();
  return ide;
}

/** Ids of the runs of a release, asked for without the network of the page under test. */
async function runsOf(page: Page, server: IdeServer, release: string): Promise<number[]> {
  const url = new URL(`/api/runs?release=${release}`, server.signInUrl).href;
  const { runs } = (await (await page.request.get(url)).json()) as { runs: { id: number }[] };
  return runs.map(({ id }) => id);
}

async function save(ide: IdePage, text: string): Promise<void> {
  await ide.type(text);
  await ide.page.keyboard.press('Control+s');
}

async function expectNoConflict(ide: IdePage): Promise<void> {
  await expect(ide.page.getByRole('button', { name: 'Overwrite' })).toHaveCount(0);
  await expect(ide.page.getByText('Not saved')).toHaveCount(0);
}

test.describe('a server that hangs', () => {
  test.afterEach(({ server }) => server.goOn());

  test('is told, and a save made meanwhile is there when it goes on', async ({ ide, server }) => {
    const { page } = ide;
    await ide.openFile(file);
    await isLive(page);
    server.hang();
    await save(ide, '[buildout]\n# saved while it hung\n');
    await expect(banner(page)).toBeVisible(hangs);
    await expect(page.getByText('Live', { exact: true })).toHaveCount(0);
    server.goOn();
    await expect(banner(page)).toHaveCount(0, back);
    await isLive(page);
    await expect.poll(() => ide.read(file), back).toBe('[buildout]\n# saved while it hung\n');
    await expectNoConflict(ide);
  });

  test('starts a build that was asked for meanwhile once', async ({ ide, server }) => {
    const { page } = ide;
    makeRelease(server, 'hung');
    await ide.selectRelease('hung');
    const { length: before } = await runsOf(page, server, 'hung');
    await expect(ide.rebuildButton).toBeEnabled();
    server.hang();
    await ide.rebuildButton.click();
    await expect(banner(page)).toBeVisible(hangs);
    server.goOn();
    await expect(banner(page)).toHaveCount(0, back);
    await expect(ide.software).toContainText('Completed', { timeout: 90_000 });
    await expect(ide.rebuildButton).toBeEnabled({ timeout: 60_000 });
    expect(await runsOf(page, server, 'hung')).toHaveLength(before + 1);
  });
});

test.describe('a network that is silent', () => {
  let proxy: SilentProxy;
  test.beforeEach(async () => {
    proxy = await SilentProxy.start();
  });
  test.afterEach(() => proxy.stop());

  test('is told, and all is true again when it is back', async ({ browser, server, ide: witness }) => {
    const ide = await through(proxy, browser, server);
    makeRelease(server, 'unseen');
    await ide.selectRelease('unseen');
    await ide.openFile(file);
    await isLive(ide.page);
    await witness.selectRelease('unseen');
    proxy.fail('hole');
    await witness.startRebuild();
    await save(ide, '[buildout]\n# saved into a hole\n');
    await expect(banner(ide.page)).toBeVisible(silent);
    await expect(witness.rebuildButton).toBeVisible({ timeout: 150_000 });
    writeFileSync(join(server.workspace, 'software', 'helloworld', 'made-meanwhile.cfg'), '');
    proxy.mend();
    await ide.page.getByRole('button', { name: 'Try now' }).click();
    await isLive(ide.page);
    await expect.poll(() => ide.read(file), back).toBe('[buildout]\n# saved into a hole\n');
    await expectNoConflict(ide);
    await expect(ide.software).toContainText('Completed');
    await expect(ide.instance).toContainText('Completed');
    await expect(ide.rebuildButton).toBeEnabled();
    await expect(ide.treeItem('made-meanwhile.cfg')).toBeVisible();
    await ide.page.context().close();
  });

  test('that has forgotten its connections keeps neither a save nor a terminal for itself', async ({
    browser,
    server,
  }) => {
    const ide = await through(proxy, browser, server);
    await ide.typeInTerminal('echo be""fore');
    await expect(ide.page.getByRole('tabpanel', { name: /./ }).last()).toContainText('before');
    await ide.openFile(file);
    await isLive(ide.page);
    proxy.forget();
    await save(ide, '[buildout]\n# saved after all\n');
    await expect.poll(() => ide.read(file), silent).toBe('[buildout]\n# saved after all\n');
    await expectNoConflict(ide);
    await isLive(ide.page);
    await ide.show('Terminal');
    await expect(ide.page.getByText('Reconnecting; the programs go on')).toHaveCount(0, back);
    await ide.typeInTerminal('echo af""ter');
    await expect(ide.page.getByRole('tabpanel', { name: /./ }).last()).toContainText('after');
    await ide.page.context().close();
  });

  test('that loses answers has nothing done twice, and leaves no conflict', async ({
    page,
    browser,
    server,
    ide: witness,
  }) => {
    const ide = await through(proxy, browser, server);
    makeRelease(server, 'mute');
    await ide.selectRelease('mute');
    const { length: before } = await runsOf(page, server, 'mute');
    await ide.openFile(file);
    await isLive(ide.page);
    proxy.fail('mute');
    await save(ide, '[buildout]\n# first\n');
    // The browser has few connections, and some of them wait for an answer that is lost.
    await expect.poll(() => ide.read(file), silent).toBe('[buildout]\n# first\n');
    // Its answer is lost; what is typed since goes on top of it.
    await ide.type('[buildout]\n# second\n');
    await expect(banner(ide.page)).toBeVisible(silent);
    proxy.mend();
    await isLive(ide.page);
    await expect.poll(() => ide.read(file), back).toBe('[buildout]\n# second\n');
    await expectNoConflict(ide);

    await expect(ide.rebuildButton).toBeEnabled();
    proxy.fail('mute');
    await ide.rebuildButton.click();
    await expect.poll(() => runsOf(page, server, 'mute')).toHaveLength(before + 1);
    await expect(banner(ide.page)).toBeVisible(silent);
    await expect(witness.rebuildButton).toBeVisible({ timeout: 150_000 });
    proxy.mend();
    await isLive(ide.page);
    await expect(ide.software).toContainText('Completed', back);
    expect(await runsOf(page, server, 'mute')).toHaveLength(before + 1);
    await ide.page.context().close();
  });
});

test('a page that is busy, or whose computer is slow, does not blame the server', async ({ ide }) => {
  const { page } = ide;
  await isLive(page);
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: 6 });
  const sawBanner = await page.evaluate(async () => {
    const isThere = () => document.body.textContent.includes('The connection is lost');
    const seen: boolean[] = [];
    const observer = new MutationObserver(() => seen.push(isThere()));
    observer.observe(document.body, { subtree: true, childList: true, characterData: true });
    for (let round = 0; round < 6; round++) {
      const end = performance.now() + 4000;
      while (performance.now() < end);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return isThere() || seen.includes(true);
  });
  expect(sawBanner).toBe(false);
  await isLive(page);
});
