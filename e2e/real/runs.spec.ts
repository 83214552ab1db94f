import { insertAfter } from '../profileText.ts';
import { removeRelease } from '../removeRelease.ts';
import { expect, test } from '../ideTest.ts';
import { writeSmallRelease } from '../smallRelease.ts';

const release = 'history';
const instanceProfile = `software/${release}/instance.cfg.in`;

test.describe.configure({ mode: 'serial' });
test.use({ keepsWorkspace: true });
test.beforeAll(({ server }) => {
  server.resetWorkspace();
  writeSmallRelease(server, release);
});
test.afterAll(({ server }) => removeRelease(server, release));

test('a run says what was different from the one before, and how long each part took', async ({
  ide,
  page,
}) => {
  await ide.selectRelease(release);
  await ide.rebuildCompletely();
  await ide.edit(instanceProfile, (text) =>
    insertAfter(text, 'slapos.cookbook:publish\n', 'more = Published too\n'),
  );
  await ide.rebuildCompletely();

  await ide.show('Runs');
  const latest = page.getByRole('table', { name: 'Runs' }).getByRole('row').nth(1);
  await expect(latest).toContainText('Rebuild');
  await expect(latest).toContainText(release);
  await expect(latest).toContainText('Completed');
  await latest.getByRole('link').first().click();

  const changes = page.getByRole('region', { name: 'Changes' });
  await expect(changes).toContainText('instance.cfg.in');
  await expect(changes.getByRole('table', { name: 'Connection parameters' })).toContainText('Published too');
  await expect(page.getByRole('region', { name: 'Software step' })).toContainText('slapos node software');
  await expect(page.getByRole('region', { name: 'Instance step' })).toContainText('slapos node instance');
  const timeline = page.getByRole('region', { name: 'Timeline' });
  await expect(timeline).toContainText('instance-profile');
  await expect(timeline).toContainText('publish');
  await expect(timeline).toContainText(/[1-9]\d* ms|\d s/);

  await changes.getByRole('button', { name: 'Compare instance.cfg.in' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.locator('.view-lines').last()).toContainText('Published too');
});

test('the indicator says why it is not up to date, and compares with the last build', async ({
  ide,
  page,
}) => {
  await ide.selectRelease(release);
  await ide.edit(instanceProfile, (text) => `${text}\n# a remark\n`);
  await expect(ide.software).toContainText('Not up to date');
  await page.getByRole('button', { name: 'Software details' }).click();
  const details = page.getByRole('dialog', { name: 'Software details' });
  await expect(details).toContainText('instance.cfg.in');
  await details.getByRole('button', { name: 'Compare instance.cfg.in' }).click();
  await expect(page.locator('.monaco-diff-editor .view-lines').last()).toContainText('remark');
});

test('only the instance is built, verbosely, when the options say so', async ({ ide, page }) => {
  await ide.selectRelease(release);
  await page.getByRole('button', { name: 'Rebuild options' }).click();
  await page.getByRole('menuitemcheckbox', { name: /Verbose/ }).click();
  await page.getByRole('menuitem', { name: /Instance only/ }).click();
  await expect(ide.stopButton.or(ide.rebuildButton)).toBeVisible();
  await expect(ide.rebuildButton).toBeVisible();
  await ide.show('Logs');
  // Verbose buildout lists all the options that it works with.
  await expect(ide.log).toContainText('[slap-connection]');
  await ide.show('Runs');
  const latest = page.getByRole('table', { name: 'Runs' }).getByRole('row').nth(1);
  await expect(latest).toContainText('Rebuild instance');
  await expect(latest).toContainText('verbose');
  await latest.getByRole('link').first().click();
  await expect(page.getByRole('group', { name: 'Commands of buildout' })).toContainText('-vvvv');
});
