import { expect, test } from '../ideTest.ts';

const instanceProfile = 'software/helloworld/instance.cfg.in';

test('what is out of date in a profile is counted, jumped to, and mended by its quick fix', async ({
  ide,
  page,
}) => {
  await ide.openFile(instanceProfile);
  await ide.type('[directory]\nrecipe = slapos.cookbook:makedirectory\nvar = ${buildout:directory}/var\n');
  const problems = page.getByRole('button', { name: /^Problems:/ });
  await expect(problems).toHaveAccessibleName(/[1-9]\d* warning/);
  await problems.click();
  await expect(page.getByText('There is no recipe slapos.cookbook:makedirectory').first()).toBeVisible();
  // The jump has put the cursor on it, where the editor offers the fix.
  await page.keyboard.press('Control+.');
  await expect(page.getByText('Write “slapos.cookbook:mkdirectory”').first()).toBeVisible();
  await page.keyboard.press('Enter');
  await ide.expectText('recipe = slapos.cookbook:mkdirectory');
  await expect(problems).not.toHaveAccessibleName(/[1-9]\d* warning/);
});

test('under a build that failed by an old MD5 sum, Logs says what to do, and its button does it', async ({
  ide,
  page,
}) => {
  await ide.edit(instanceProfile, (text) => `${text}\n# a remark\n`);
  await ide.rebuild();
  await expect(ide.software).toContainText('Failed');
  await ide.show('Logs');
  const note = page.getByRole('note', { name: 'What to do' });
  await expect(note).toContainText('instance.cfg.in was changed after its MD5 sum had been written down');
  await note.getByRole('button', { name: 'Get or Update MD5 sum' }).click();
  await expect(page.getByRole('status', { name: 'MD5 sum' })).toContainText(/[0-9a-f]{32}/);
  await expect(page.getByRole('button', { name: 'Update buildout.hash.cfg' })).toBeVisible();
});
