import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '../ideTest.ts';

const softwareProfile = 'software/helloworld/software.cfg';

test('full screen keeps the files, Rebuild and what came of it, and Esc leaves it', async ({ ide, page }) => {
  const header = page.getByRole('banner');
  await expect(header).toBeVisible();
  await page.getByRole('button', { name: 'Full screen' }).click();
  await expect(header).toBeHidden();
  await expect(page.getByRole('tab', { name: 'Services' })).toBeHidden();

  // The file is located here, as the document has it.
  await ide.expandFoldersAbove(softwareProfile);
  await (await ide.scrollToEntry(softwareProfile)).click();
  await expect(page.locator(`.monaco-editor[data-uri$="/${softwareProfile}"]`)).toBeVisible();
  const tree = page.getByRole('tree', { name: 'Files' });
  await page.getByRole('button', { name: 'Hide files' }).click();
  await expect(tree).toBeHidden();
  await page.keyboard.press('Control+b');
  await expect(tree).toBeVisible();

  await ide.type(`${ide.read(softwareProfile)}\n[broken\n`);
  await page.keyboard.press('F9');
  await expect(ide.software).toContainText('Failed', { timeout: 60_000 });
  await expect(header).toBeHidden();
  await page.getByRole('button', { name: 'Software details' }).click();
  await expect(page.getByRole('dialog', { name: 'Software details' })).toBeVisible();
  await page.keyboard.press('Escape');
  await ide.type(ide.read(softwareProfile).replace('\n[broken\n', ''));
  await ide.rebuildCompletely();

  // What floats is closed first.
  await page.locator('.monaco-editor .view-lines').first().click();
  await page.keyboard.press('Control+Shift+o');
  await expect(page.locator('.quick-input-widget')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.locator('.quick-input-widget')).toBeHidden();
  await expect(header).toBeHidden();
  await page.keyboard.press('Escape');
  await expect(header).toBeVisible();
});

test('the folder of an installed release is told by its name', async ({ ide, page, server }) => {
  await ide.rebuildCompletely();
  await ide.show('Editor');
  await (await ide.scrollToEntry('releases')).click();
  const row = await ide.scrollToRow(page.locator('[data-path^="releases/"][aria-description="helloworld"]'));
  const folder = (await row.getAttribute('data-path'))?.replace('releases/', '') ?? '';
  expect(existsSync(join(server.state, 'slapos/soft', folder, 'instance.cfg'))).toBe(true);
});
