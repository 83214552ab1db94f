import { createHash } from 'node:crypto';
import { expect, test } from '../ideTest.ts';
import type { IdePage } from '../idePage.ts';

const template = 'software/helloworld/instance.cfg.in';
const hashFile = 'software/helloworld/buildout.hash.cfg';
const aside = 'software/flask/buildout.hash.cfg';

const sumOf = (text: string) => createHash('md5').update(text).digest('hex');
const kept = (ide: IdePage) => /md5sum = (\w+)/.exec(ide.read(hashFile))?.[1];

async function command(ide: IdePage, name: string): Promise<void> {
  await ide.page.keyboard.press('F1');
  await ide.page.getByRole('dialog').getByRole('combobox').fill(name);
  await ide.page.getByRole('option', { name, exact: true }).click();
}

async function toggleUpdateOnSave(ide: IdePage): Promise<void> {
  await command(ide, 'Settings…');
  await ide.page.getByRole('switch', { name: 'Update MD5 sums on save' }).click();
  await ide.page.getByRole('button', { name: 'Done' }).click();
}

test('stale sums are marked, and one command updates all, in every list', async ({ ide, page }) => {
  await ide.edit(aside, (text) => `${text}\n[other]\nfilename = ../helloworld/instance.cfg.in\nmd5sum = 0\n`);
  await ide.openFile(hashFile);
  const problems = page.getByRole('button', { name: /^Problems/ });
  await expect(problems).toHaveText('0 errors 0 warnings');
  await ide.openFile(template);
  const status = page.getByText('MD5 sum is stale');
  await ide.edit(template, (text) => `${text}# new\n`);
  await expect(status).toBeVisible();
  await ide.openFile(hashFile);
  await expect(problems).toHaveText('0 errors 1 warning');

  await command(ide, 'Update all MD5 sums');
  await expect(page.getByText('2 MD5 sums are updated.')).toBeVisible();
  const sum = sumOf(ide.read(template));
  expect(kept(ide)).toBe(sum);
  expect(ide.read(aside)).toContain(`instance.cfg.in\nmd5sum = ${sum}\n`);
  await expect(problems).toHaveText('0 errors 0 warnings');
  await page.locator('.monaco-editor .view-lines').first().click();
  await page.keyboard.press('Control+z');
  await expect(problems).toHaveText('0 errors 1 warning');
  await problems.click();
  await page.keyboard.press('Control+.');
  await expect(page.getByText('Update the MD5 sum of instance.cfg.in')).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(problems).toHaveText('0 errors 0 warnings');
  await ide.openFile(template);
  await expect(status).toHaveCount(0);
});

test('with the setting a save updates the sum, and takes nothing from a list that is being edited', async ({
  ide,
  page,
}) => {
  await toggleUpdateOnSave(ide);
  await ide.edit(template, (text) => `${text}# one\n`);
  await expect.poll(() => kept(ide)).toBe(sumOf(ide.read(template)));

  await ide.openFile(hashFile);
  const before = ide.read(hashFile);
  await ide.type(`${before}# being written`);
  await ide.edit(template, (text) => `${text}# two\n`);
  const sum = sumOf(ide.read(template));
  await ide.openFile(hashFile);
  await ide.expectText(sum);
  expect(ide.read(hashFile)).toBe(before);
  await page.locator('.monaco-editor .view-lines').first().click();
  await page.keyboard.press('Control+s');
  await expect
    .poll(() => ide.read(hashFile))
    .toBe(`${before.replace(/md5sum = \w+/, `md5sum = ${sum}`)}# being written`);
  // Other tests use the same server.
  await toggleUpdateOnSave(ide);
});
