import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '../ideTest.ts';

const softwareProfile = 'software/helloworld/software.cfg';

test('files and folders are created, renamed and deleted in the tree', async ({ ide, page, server }) => {
  const onDisk = (path: string) => existsSync(join(server.workspace, path));
  await ide.openFile(softwareProfile);
  await page.getByRole('button', { name: 'New Folder' }).click();
  await ide.nameEntry('template');
  await expect.poll(() => onDisk('software/helloworld/template')).toBe(true);
  await expect(ide.treeItem('template')).toHaveCount(1);

  await ide.treeItem('template').click();
  await page.getByRole('button', { name: 'New File' }).click();
  await ide.nameEntry('rendered.in');
  await expect(ide.treeItem('rendered.in')).toBeVisible();
  await expect(page.getByRole('tablist', { name: 'Open files' })).toContainText('rendered.in');
  await expect.poll(() => onDisk('software/helloworld/template/rendered.in')).toBe(true);

  await ide.treeItem('rendered.in').click();
  await page.getByRole('button', { name: 'Rename', exact: true }).click();
  await ide.nameEntry('renamed.in');
  await expect(ide.treeItem('renamed.in')).toBeVisible();
  // The tree shows the new name while the server is being asked.
  await expect.poll(() => onDisk('software/helloworld/template/renamed.in')).toBe(true);
  expect(onDisk('software/helloworld/template/rendered.in')).toBe(false);

  await ide.treeItem('template').click();
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  const dialog = page.getByRole('alertdialog').or(page.getByRole('dialog'));
  await expect(dialog).toContainText('template');
  await dialog.getByRole('button', { name: /^Delete/ }).click();
  await expect(ide.treeItem('template')).toHaveCount(0);
  await expect.poll(() => onDisk('software/helloworld/template')).toBe(false);
});

test('a recipe is unknown only where the release pins a cookbook whose recipes are known', async ({
  ide,
  page,
  server,
}) => {
  const write = (name: string, version: string) => {
    const folder = join(server.workspace, 'software', name);
    mkdirSync(folder);
    writeFileSync(join(folder, 'software.cfg'), `[buildout]\nextends = ../../stack/slapos.cfg\n${version}`);
    writeFileSync(join(folder, 'instance.cfg.in'), '[a]\nrecipe = slapos.cookbook:apache\n');
  };
  write('known', '');
  write('other', '[versions]\nslapos.cookbook = 1.0.1\n');
  const problems = (words: string) => page.getByRole('button', { name: `Problems: ${words}` });
  await ide.openFile('software/other/instance.cfg.in');
  await expect(problems('0 errors 0 warnings')).toBeVisible();
  await ide.openFile('software/known/instance.cfg.in');
  await expect(problems('0 errors 1 warning')).toBeVisible();
  // What was asked for the first one has been answered by now.
  await ide.openFile('software/other/instance.cfg.in');
  await expect(problems('0 errors 0 warnings')).toBeVisible();
});

test('a name that is there already is told in front of the rows below', async ({ ide, page }) => {
  await ide.openFile(softwareProfile);
  await ide.treeItem('software.cfg').click();
  await page.getByRole('button', { name: 'Rename', exact: true }).click();
  await page.getByRole('textbox', { name: 'New name' }).fill('instance.cfg.in');
  const problem = page.getByRole('tree').getByRole('alert');
  await expect(problem).toContainText('There is a “instance.cfg.in” here already.');
  // What a click at its middle would meet.
  const isInFront = await problem.evaluate((element) => {
    const { left, top, width, height } = element.getBoundingClientRect();
    return element === document.elementFromPoint(left + width / 2, top + height / 2);
  });
  expect(isInFront).toBe(true);
});

test('after Go to file and All commands one types on, in the file that was chosen', async ({ ide, page }) => {
  const isInEditor = () => page.evaluate(() => document.activeElement?.closest('.monaco-editor') !== null);
  await ide.openFile(softwareProfile);
  await page.locator('.monaco-editor .view-lines').first().click();
  for (const key of ['Control+p', 'F1']) {
    await page.keyboard.press(key);
    await expect(page.getByRole('dialog').getByRole('combobox')).toBeFocused();
    await page.keyboard.press('Escape');
    await expect.poll(isInEditor, key).toBe(true);
  }
  await page.keyboard.press('Control+p');
  const field = page.getByRole('dialog', { name: 'Go to file' }).getByRole('combobox');
  await field.fill('helloworld/instance.cfg.in');
  await page
    .getByRole('option', { name: /instance\.cfg\.in.*software\/helloworld$/ })
    .first()
    .waitFor();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/helloworld\/instance\.cfg\.in/);
  await expect.poll(isInEditor).toBe(true);
});

test('an edit that was not saved is offered back after the browser died', async ({
  ide,
  page,
  context,
  server,
}) => {
  await ide.openFile(softwareProfile);
  const saved = ide.read(softwareProfile);
  await ide.type(`${saved}# not saved\n`);
  // The draft is written within a second; nothing on the page says so, by design.
  await page.waitForTimeout(1500);
  const next = await context.newPage();
  await page.close({ runBeforeUnload: false });
  await next.goto(new URL(`/edit/workspace/${softwareProfile}`, server.signInUrl).href);
  await expect(next.getByRole('button', { name: /keep|restore/i }).first()).toBeVisible();
  expect(ide.read(softwareProfile)).toBe(saved);
  await next.close();
});

test('on a narrow screen, full screen has the files and the outcomes within reach', async ({ ide, page }) => {
  await ide.openFile(softwareProfile);
  await page.setViewportSize({ width: 390, height: 844 });
  await page.getByRole('button', { name: 'Full screen' }).click();
  for (const shown of [ide.software, ide.instance, ide.rebuildButton]) await expect(shown).toBeInViewport();
  await page.getByRole('button', { name: 'Show files' }).click();
  await (await ide.scrollToEntry('software/helloworld/instance.cfg.in')).click();
  await expect(page.getByRole('tree', { name: 'Files' })).toBeHidden();
  await expect(page.locator('.monaco-editor[data-uri$="/instance.cfg.in"]')).toBeVisible();
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(overflow).toBeLessThanOrEqual(0);
  await page.getByRole('button', { name: 'Full screen' }).click();
  await expect(page.getByRole('banner')).toBeVisible();
});

test('a name that begins or ends with a slash, or has folders in it, is one below what is selected', async ({
  ide,
  page,
  server,
}) => {
  const below = (path: string) => join(server.workspace, 'software/helloworld', path);
  await ide.openFile(softwareProfile);
  const create = async (kind: 'File' | 'Folder', name: string, path: string) => {
    await ide.treeItem('software.cfg').click();
    await page.getByRole('button', { name: `New ${kind}` }).click();
    await ide.nameEntry(name);
    await expect.poll(() => existsSync(below(path)), name).toBe(true);
  };
  await create('Folder', '/template', 'template');
  await create('Folder', 'other/', 'other');
  await create('Folder', '/a/b/', 'a/b');
  await create('File', '/template/rendered.in', 'template/rendered.in');
  await create('File', 'c/d.cfg', 'c/d.cfg');
  await ide.treeItem('other').click();
  await page.getByRole('button', { name: 'Rename', exact: true }).click();
  await ide.nameEntry('/renamed');
  await expect.poll(() => existsSync(below('renamed'))).toBe(true);
  await ide.treeItem('software.cfg').click();
  await page.getByRole('button', { name: 'New Folder' }).click();
  const field = page.getByRole('tree', { name: 'Files' }).getByRole('textbox');
  await field.fill('/../out');
  await field.press('Enter');
  await expect(page.getByRole('tree').getByRole('alert')).toContainText('“.” and “..” are not names.');
  expect(existsSync(below('../out'))).toBe(false);
});

for (const width of [1440, 390])
  test(`after New File one types in it at once, ${width} px wide`, async ({ ide, page }) => {
    await ide.openFile(softwareProfile);
    await page.setViewportSize({ width, height: 844 });
    const showFiles = async () => {
      if (width === 390) await page.getByRole('button', { name: 'Show files' }).click();
    };
    const ways: Record<string, () => Promise<void>> = {
      button: async () => {
        await showFiles();
        await page.getByRole('button', { name: 'New File' }).click();
      },
      menu: async () => {
        await showFiles();
        await ide.treeItem('helloworld').click({ button: 'right' });
        await page.getByRole('menuitem', { name: 'New File' }).click();
      },
      // The tree is not on screen at 390 px: the key brings it.
      key: () => page.keyboard.press('Alt+n'),
    };
    for (const [way, begin] of Object.entries(ways)) {
      const path = `software/helloworld/${way}.cfg`;
      await begin();
      await ide.nameEntry(`${way}.cfg`);
      const editor = page.locator(`.monaco-editor[data-uri$="/${path}"]`);
      await expect(editor).toHaveClass(/focused/);
      await expect(editor).toBeInViewport();
      await page.keyboard.type(`# by ${way}`);
      await page.keyboard.press('Control+s');
      await expect.poll(() => ide.read(path), way).toBe(`# by ${way}`);
    }
  });

test('a deep link opens a file at a line', async ({ ide, page, server }) => {
  await expect(ide.rebuildButton).toBeVisible();
  await page.goto(new URL(`/edit/workspace/${softwareProfile}?line=12&col=3`, server.signInUrl).href);
  await expect(page.locator(`.monaco-editor[data-uri$="/${softwareProfile}"]`)).toBeVisible();
  await expect(page.getByText('Ln 12, Col 3')).toBeVisible();
  await page.reload();
  await expect(page.getByRole('tablist', { name: 'Open files' })).toContainText('software.cfg');
});

test('hidden files of a partition are in the tree', async ({ ide, page }) => {
  await ide.rebuildCompletely();
  await ide.show('Editor');
  await ide.treeItem('instances').click();
  await ide.treeItem('slappart0').click();
  await ide.treeItem('.installed.cfg').click();
  await expect(page.locator('.monaco-editor .view-lines').first()).toContainText('[buildout]');
});

test('a file that is changed, then deleted on disk behaves as told', async ({ ide, page, server }) => {
  await ide.openFile(softwareProfile);
  const file = join(server.workspace, softwareProfile);
  writeFileSync(file, `# by another program\n${ide.read(softwareProfile)}`);
  await expect(page.locator('.monaco-editor .view-lines').first()).toContainText(
    'by\u00a0another\u00a0program',
  );
  rmSync(file);
  await expect(page.getByText(/deleted|no longer/i).first()).toBeVisible();
});

test('the sum of a file that no buildout.hash.cfg lists is just shown', async ({ ide, page }) => {
  await ide.openFile(softwareProfile);
  expect(await ide.md5Sum()).toMatch(/^[0-9a-f]{32}$/);
  await expect(page.getByRole('button', { name: 'Update buildout.hash.cfg' })).toHaveCount(0);
});

test('a section that is typed or pasted where a list ended begins at the left', async ({ ide, page }) => {
  const file = 'software/helloworld/instance.cfg.in';
  await ide.openFile(file);
  await page.locator('.monaco-editor .view-lines').first().click();
  await page.keyboard.press('Control+End');
  // Not faster than the editor, which colours a line before it knows how the next one begins.
  await page.keyboard.type('list =\n  one\n\n[typed]\nlist =\n  two\n', { delay: 60 });
  await page.evaluate((copied) => navigator.clipboard.writeText(copied), '[pasted]\noption = value\n');
  await page.keyboard.press('Control+v');
  await page.keyboard.press('Control+s');
  await expect
    .poll(() => ide.read(file).replace(/^ +$/gm, ''))
    .toContain('list =\n  one\n\n[typed]\nlist =\n  two\n[pasted]\noption = value\n');
});
