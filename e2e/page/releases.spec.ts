import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Locator } from '@playwright/test';
import { expect, test } from '../ideTest.ts';

const profile = '[buildout]\nparts =\n';

test.describe('a workspace like a clone of the SlapOS repository', () => {
  let list: Locator;
  test.beforeEach(async ({ ide, page, server }) => {
    const names = Array.from({ length: 120 }, (_, number) => `release-${number}/software.cfg`);
    for (const name of [...names, 'simpleran/software-ors.cfg', 'simpleran/software-ors-duo.cfg']) {
      const path = join(server.workspace, 'slapos/software', name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, profile);
    }
    list = page.getByRole('dialog', { name: 'Choose a release' });
    await expect(async () => {
      await page.keyboard.press('Alt+r');
      await expect(list.getByRole('option', { name: 'slapos:release-119' })).toBeAttached({ timeout: 1000 });
      await page.keyboard.press('Escape');
    }).toPass();
    await ide.show('Editor');
  });

  test('a release is found by typing, built, and is the first of the list from then on', async ({ page }) => {
    const picker = page.getByRole('combobox', { name: 'Release' });
    await picker.focus();
    await page.keyboard.press('o');
    await expect(list).toBeVisible();
    await page.keyboard.type('rs');
    await expect(list.getByRole('option').first()).toContainText('slapos:simpleran/software-ors');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await expect(list).toBeHidden();
    await expect(picker).toBeFocused();
    await expect(picker).toHaveText('slapos:simpleran/software-ors');

    await page.keyboard.press('F9');
    await expect(page.getByRole('status', { name: 'Instance' })).toHaveText(/Completed/);
    await page.getByRole('tab', { name: 'Services' }).click();
    const article = page.getByRole('article');
    await expect(article.getByRole('heading', { name: 'slapos-simpleran-software-ors' })).toBeVisible();

    await picker.press('ArrowDown');
    await expect(list.getByRole('option').first()).toHaveText(/slapos:simpleran\/software-ors.*Completed/);
    await page.keyboard.press('Escape');
    await expect(picker).toBeFocused();
  });

  test('the list fits a narrow screen, and is chosen from by touch', async ({ page }) => {
    await page.setViewportSize({ width: 390, height: 844 });
    const picker = page.getByRole('combobox', { name: 'Release' });
    await picker.click();
    await expect(list.getByRole('option', { name: 'slapos:release-119' })).toBeAttached();
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual(
      [],
    );
    const box = await list.boundingBox();
    expect(box && box.x >= 0 && box.x + box.width <= 390).toBe(true);
    const option = list.getByRole('option', { name: 'slapos:release-7', exact: true });
    await option.click();
    await expect(picker).toHaveText('slapos:release-7');
    const [button, rebuild] = await Promise.all([
      picker.boundingBox(),
      page.getByRole('button', { name: 'Rebuild', exact: true }).boundingBox(),
    ]);
    expect(button && rebuild && button.x + button.width <= rebuild.x).toBe(true);
  });
});

test('a release is added by its URL, built, and removed', async ({ ide, page }) => {
  const files: Readonly<Record<string, string>> = {
    'software.cfg': profile,
    'buildout.hash.cfg':
      '[a.in]\nmd5sum = 0cc175b9c0f1b6a831c399e269772661\n\n[b.in]\nmd5sum = 0cc175b9c0f1b6a831c399e269772661\n',
    'a.in': 'a',
  };
  const host = createServer(({ url = '' }, response) => {
    const text = files[url.replace(/^.*\//, '')];
    response.writeHead(text === undefined ? 404 : 200).end(text);
  });
  await new Promise<void>((resolve) => host.listen(0, '127.0.0.1', resolve));
  try {
    const origin = `127.0.0.1:${(host.address() as AddressInfo).port}`;
    const url = `http://${origin}/o/slapos/-/raw/1.0.4/software/hello/software.cfg`;
    const picker = page.getByRole('combobox', { name: 'Release' });
    await picker.click();
    const list = page.getByRole('dialog', { name: 'Choose a release' });
    await list.getByRole('combobox').fill(`${url}?ref_type=tags`);
    await page.keyboard.press('Enter');

    const dialog = page.getByRole('dialog', { name: 'Add release by URL' });
    const field = dialog.getByRole('textbox', { name: 'URL of the profile' });
    await expect(dialog.getByRole('status')).toContainText('Leave out what follows the path');
    await field.fill(url.replace('software.cfg', 'none.cfg'));
    await field.press('Enter');
    await expect(dialog.getByRole('status')).toContainText('There is nothing at');
    await field.fill(url);
    await expect(dialog.getByRole('status')).toContainText(`hello 1.0.4 @ ${origin}`);
    await field.press('Enter');
    await expect(dialog).toBeHidden();
    await expect(picker).toHaveText(`hello 1.0.4 @ ${origin}`);

    const title = `hello 1.0.4 @ ${origin}`;
    await page.getByRole('button', { name: 'Build it', exact: true }).click();
    await expect(page.getByRole('status', { name: 'Instance' })).toHaveText(/Completed/);
    await ide.expectCommand('Software', `--only-sr=${url}`);
    await page.reload();
    await expect(picker).toHaveText(title);

    await ide.show('Services');
    const article = page.getByRole('article');
    const reference = (await article.getByRole('heading', { level: 2 }).first().textContent()) ?? '';
    expect(reference).toMatch(/^hello-1\.0\.4-[0-9a-f]{8}$/);
    await article.getByRole('button', { name: `Actions of instance ${reference}` }).click();
    await page.getByRole('menuitem', { name: 'Destroy instance…' }).click();
    await page.getByRole('textbox', { name: /Type the reference/ }).fill(reference);
    await page.keyboard.press('Enter');
    const actions = page.getByRole('button', { name: `Actions of release ${title}` });
    await expect(page.getByRole('dialog')).toBeHidden();
    await actions.click();
    await page.getByRole('menuitem', { name: 'Profile and MD5 sums' }).click();
    const sums = page.getByRole('dialog', { name: `Profile and MD5 sums of ${title}` });
    await expect(sums.getByRole('row')).toHaveText([
      /^Section/,
      'a.ina.in0cc175b9c0f1b6a831c399e269772661Right',
      'b.inb.in0cc175b9c0f1b6a831c399e269772661Not there',
    ]);
    await expect(sums).toContainText('[buildout]');
    await page.keyboard.press('Escape');
    const remove = page.getByRole('menuitem', { name: 'Remove release…' });
    await expect(async () => {
      await page.keyboard.press('Escape');
      await actions.click({ timeout: 1000 });
      await remove.click({ timeout: 1000 });
    }).toPass();
    await page.getByRole('textbox', { name: /Type the name/ }).fill(title);
    await page.keyboard.press('Enter');
    await expect(actions).toBeHidden();
    await expect(picker).toHaveText('helloworld');
  } finally {
    host.close();
    host.closeAllConnections();
  }
});

test('a release is built as a node builds it, from a URL of this machine, and is not up to date after an edit', async ({
  ide,
  page,
}) => {
  await ide.show('Services');
  await page.getByRole('button', { name: 'Actions of release helloworld', exact: true }).click();
  await page.getByRole('menuitem', { name: /Build as a node does/ }).click();
  const picker = page.getByRole('combobox', { name: 'Release' });
  await expect(picker).toHaveText(/^helloworld @ 127\.0\.0\.1:\d+$/);
  await expect(page.getByRole('status', { name: 'Software' })).toHaveText(/Completed/);
  await expect(page.getByRole('status', { name: 'Instance' })).toHaveText(/Idle/);
  const url = (await picker.getAttribute('title')) ?? '';
  expect(url).toBe('software/helloworld/software.cfg');
  await ide.edit('software/helloworld/instance.cfg.in', (text) => `${text}\n# edited\n`);
  await expect(page.getByRole('status', { name: 'Software' })).toHaveText(/Not up to date/);
});
