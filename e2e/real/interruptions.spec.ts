import { expect, test } from '../ideTest.ts';
import type { IdePage } from '../idePage.ts';

const softwareProfile = 'software/helloworld/software.cfg';

/** Adds a part that takes `seconds`, so that there is time to interrupt the build. */
async function addSlowPart(ide: IdePage, seconds: number, mark: string): Promise<void> {
  await ide.edit(
    softwareProfile,
    (text) =>
      text.replace(/^parts\s*=\s*$/m, 'parts =\n  slow') +
      '\n[slow]\nrecipe = plone.recipe.command\nupdate-command = ${:command}\n' +
      `command = echo ${mark} begins && sleep ${seconds} && echo ${mark} ends\n`,
  );
}

test('Stop ends a build within 15 seconds', async ({ ide, page }) => {
  await addSlowPart(ide, 300, 'nap');
  await ide.startRebuild();
  await ide.show('Logs');
  await expect(page.getByRole('log')).toContainText('nap', { timeout: 60_000 });
  await ide.stopButton.click();
  await expect(ide.rebuildButton).toBeVisible({ timeout: 15_000 });
  await expect(ide.software).toContainText('Cancelled');
});

test('a reload during a build finds it again, with its log', async ({ ide, page }) => {
  await addSlowPart(ide, 8, 'reload');
  await ide.startRebuild();
  await ide.show('Logs');
  await expect(page.getByRole('log')).toContainText('reload', { timeout: 60_000 });
  await page.reload();
  await expect(ide.software).toContainText('Running');
  await expect(ide.stopButton).toBeVisible();
  await expect(page.getByRole('log')).toContainText('reload');
  await expect(ide.rebuildButton).toBeVisible({ timeout: 150_000 });
  await expect(ide.software).toContainText('Completed');
});

test('a build goes on when the server is killed, and is found again', async ({ ide, page, server }) => {
  await addSlowPart(ide, 10, 'survivor');
  await ide.startRebuild();
  await ide.show('Logs');
  await expect(page.getByRole('log')).toContainText('survivor', { timeout: 60_000 });
  await server.kill();
  await expect(page.getByText('The connection is lost')).toBeVisible();
  await server.start();
  await expect(page.getByText('The connection is lost')).toHaveCount(0, { timeout: 30_000 });
  await expect(ide.software).toContainText('Completed', { timeout: 60_000 });
  await expect(ide.instance).toContainText('Completed', { timeout: 60_000 });
  await expect(page.getByRole('log')).toContainText('slapos node');
});

test('two tabs see the same run, and only one can be started', async ({ ide, context, server }) => {
  await addSlowPart(ide, 5, 'shared');
  const otherPage = await context.newPage();
  await otherPage.goto(server.signInUrl);
  await ide.startRebuild();
  await expect(otherPage.getByRole('button', { name: 'Stop', exact: true })).toBeVisible();
  const second = await otherPage.request.post(new URL('/api/runs', server.signInUrl).href, {
    data: { release: 'helloworld' },
    headers: { origin: new URL(server.signInUrl).origin },
  });
  expect(second.status()).toBe(409);
  expect(await second.json()).toMatchObject({ error: { code: 'run_in_progress' } });
  await expect(ide.rebuildButton).toBeVisible({ timeout: 150_000 });
  await expect(otherPage.getByRole('status', { name: 'Software', exact: true })).toContainText('Completed');
  await otherPage.close();
});

test('an edit in one tab reaches a clean editor in the other, and a conflict is told', async ({
  ide,
  context,
  server,
}) => {
  await ide.openFile(softwareProfile);
  const { IdePage: Page } = await import('../idePage.ts');
  const other = new Page(await context.newPage(), server);
  await other.open();
  await other.edit(softwareProfile, (text) => `# from the other tab\n${text}`);
  await expect(ide.page.locator('.monaco-editor .view-lines').first()).toContainText(
    'from\u00a0the\u00a0other\u00a0tab',
  );

  await ide.type('[buildout]\n# mine\n');
  await other.edit(softwareProfile, (text) => `# once more\n${text}`);
  await ide.page.keyboard.press('Control+s');
  await expect(ide.page.getByRole('button', { name: 'Overwrite' })).toBeVisible();
  await expect(ide.page.getByRole('button', { name: 'Compare' })).toBeVisible();
  expect(ide.read(softwareProfile)).toContain('# once more');
  await other.page.close();
});
