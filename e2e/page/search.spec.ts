import { expect, test } from '../ideTest.ts';

test('a text is found in all files, narrowed down, and its place opened by the keyboard alone', async ({
  ide,
  page,
}) => {
  await ide.write('software/mine/one.cfg', '[section]\nneedle-option = 1\n');
  await ide.write('software/mine/two.txt', 'a Needle, and a needle\n');
  await page.keyboard.press('ControlOrMeta+Shift+F');
  const pane = page.getByRole('region', { name: 'Search' });
  const field = pane.getByRole('textbox', { name: 'Search in files' });
  await expect(field).toBeFocused();
  await page.keyboard.type('needle');
  await expect(pane.getByRole('status')).toHaveText('2 lines in 2 files');
  await pane.getByRole('button', { name: 'Match case' }).click();
  await pane.getByRole('textbox', { name: 'Names of the files' }).fill('*.txt');
  await expect(pane.getByRole('status')).toHaveText('1 line in 1 file');
  await expect(pane.locator('mark')).toHaveText(['needle']);

  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/edit\/workspace\/software\/mine\/two\.txt\?line=1&col=17$/);
  await ide.expectText('a Needle, and a needle');

  await field.fill('(');
  await pane.getByRole('button', { name: 'Regular expression' }).click();
  await expect(pane.getByRole('status')).toContainText('unclosed group');
  await page.keyboard.press('Escape');
  await expect(ide.treeItem('software')).toBeVisible();
});

test('a folder is searched, and then the whole workspace', async ({ ide, page }) => {
  await ide.treeItem('stack').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Find in folder' }).click();
  const pane = page.getByRole('region', { name: 'Search' });
  await expect(pane).toContainText('In stack');
  await page.keyboard.type('[buildout]');
  const files = pane.locator('summary');
  await expect(files.filter({ hasText: 'stack' }).first()).toBeVisible();
  await expect(files.filter({ hasText: 'software' })).toHaveCount(0);
  await pane.getByRole('button', { name: 'Search in the whole workspace' }).click();
  await expect(files.filter({ hasText: 'software' }).first()).toBeVisible();
});
