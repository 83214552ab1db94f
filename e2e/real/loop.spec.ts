import { expect, test } from '../ideTest.ts';

const instanceProfile = 'software/helloworld/instance.cfg.in';

test('edit a profile, press Rebuild, see it run', async ({ ide, request }) => {
  test.setTimeout(240_000);
  await ide.edit(instanceProfile, (text) =>
    text.replace(/^(configuration\.name\s*=).*$/m, '$1 Zoé of the tests'),
  );
  await ide.updateMd5Sum(instanceProfile);
  await ide.startRebuild();
  await ide.expectCommand('Software', '$ slapos node software');
  await expect(ide.software).toContainText('Completed', { timeout: 200_000 });
  await expect(ide.instance).toContainText('Completed', { timeout: 60_000 });

  await ide.show('Services');
  await expect(ide.connectionInformation).toContainText('Zoé of the tests');
  // Beside them are links to the run that changed them.
  const links = await ide.connectionInformation.locator('a[href^="http"]').all();
  expect(links.length).toBeGreaterThanOrEqual(2);
  for (const link of links) {
    const address = (await link.getAttribute('href')) ?? '';
    await expect(async () => {
      expect(await (await request.get(address)).text()).toContain('Hello Zoé of the tests');
    }).toPass({ timeout: 15_000 });
  }
});

test('a second rebuild with nothing changed completes, by the key F9', async ({ ide, page }) => {
  await page.keyboard.press('F9');
  await expect(ide.stopButton).toBeVisible();
  await expect(ide.rebuildButton).toBeVisible({ timeout: 150_000 });
  await expect(ide.software).toContainText('Completed');
  await expect(ide.instance).toContainText('Completed');
});

test('a saved profile makes the indicators say Not up to date, and undoing it takes that back', async ({
  ide,
}) => {
  await ide.rebuildCompletely();
  const before = ide.read(instanceProfile);
  await ide.edit(instanceProfile, (text) => `${text}\n# a remark\n`);
  await expect(ide.software).toContainText('Not up to date');
  await expect(ide.instance).toContainText('Not up to date');
  await ide.edit(instanceProfile, () => before);
  await expect(ide.software).toContainText('Completed');
  await expect(ide.instance).toContainText('Completed');
});
