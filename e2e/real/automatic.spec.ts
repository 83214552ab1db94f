import { utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { insertAfter } from '../profileText.ts';
import { removeRelease } from '../removeRelease.ts';
import { expect, test } from '../ideTest.ts';
import type { IdePage } from '../idePage.ts';
import { smallInstanceProfile, writeSmallRelease } from '../smallRelease.ts';

const release = 'automatic';
const instanceProfile = `software/${release}/instance.cfg.in`;

test.describe.configure({ mode: 'serial' });
test.use({ keepsWorkspace: true });
test.beforeAll(({ server }) => {
  server.resetWorkspace();
  writeSmallRelease(server, release);
});
test.afterAll(({ server }) => removeRelease(server, release));

/** Turns a switch of the settings menu over. */
async function toggle(ide: IdePage, name: string): Promise<void> {
  await ide.page.getByRole('button', { name: 'Settings', exact: true }).click();
  const item = ide.page.getByRole('menuitemcheckbox', { name: new RegExp(`^${name}`) });
  const before = await item.getAttribute('aria-checked');
  await item.click();
  await expect(item).toHaveAttribute('aria-checked', before === 'true' ? 'false' : 'true');
  await ide.page.keyboard.press('Escape');
}

test('rebuild on save builds what was saved, without a press', async ({ ide, page }) => {
  await ide.selectRelease(release);
  await ide.rebuildCompletely();
  await toggle(ide, 'Rebuild on save');
  await ide.edit(instanceProfile, (text) =>
    insertAfter(text, 'slapos.cookbook:publish\n', 'more = By itself\n'),
  );
  await ide.show('Services');
  await expect(ide.connectionInformation).toContainText('By itself', { timeout: 30_000 });
  await expect(ide.software).toContainText('Completed');
  await expect(ide.instance).toContainText('Completed');
  await ide.show('Runs');
  await expect(page.getByRole('table', { name: 'Runs' }).getByRole('row').nth(1)).toContainText(
    'Rebuild on save',
  );
  await toggle(ide, 'Rebuild on save');
});

test('keeping converged deploys an instance again when its service exits', async ({ ide, page, server }) => {
  await ide.selectRelease(release);
  await toggle(ide, 'Keep instances converged');
  // It exits the first time that it is started.
  const service = `sh -c "test -e \${directory:srv}/started && exec sleep 100000; sleep 2; touch \${directory:srv}/started; exit 3"`;
  writeFileSync(
    join(server.workspace, instanceProfile),
    smallInstanceProfile({
      parts: ['fragile'],
      sections: `[fragile]
recipe = slapos.cookbook:wrapper
command-line = ${service}
wrapper-path = \${directory:services}/fragile
`,
    }),
  );
  await ide.rebuild();
  await ide.show('Runs');
  const latest = page.getByRole('table', { name: 'Runs' }).getByRole('row').nth(1);
  await expect(latest).toContainText('Deployed again after an alarm', { timeout: 30_000 });
  await expect(latest).toContainText('fragile exited with status 3');
  await expect(latest).toContainText('Completed', { timeout: 30_000 });
  await ide.show('Services');
  const fragile = ide.processes.getByRole('row').filter({ hasText: 'fragile' });
  await expect(fragile).toContainText('Running');
  await page.getByRole('button', { name: 'Settings', exact: true }).click();
  await expect(page.getByRole('menu')).toContainText('fragile exited with status 3');
  await page.keyboard.press('Escape');
  await toggle(ide, 'Keep instances converged');
});

test('an instance that nothing worked on for a day is processed, and the run says why', async ({
  ide,
  page,
  server,
}) => {
  const partition = await ide.partitionOf(release);
  const dayAndMore = new Date(Date.now() - 25 * 3_600_000);
  utimesSync(
    join(server.state, 'slapos/inst', partition.replace('instances/', ''), '.timestamp'),
    dayAndMore,
    dayAndMore,
  );
  await toggle(ide, 'Keep instances converged');
  await ide.show('Runs');
  const latest = page.getByRole('table', { name: 'Runs' }).getByRole('row').nth(1);
  await expect(latest).toContainText('Daily processing', { timeout: 30_000 });
  await expect(latest).toContainText('Completed', { timeout: 30_000 });
  await toggle(ide, 'Keep instances converged');
});
