import { expect, test } from '../ideTest.ts';

const instanceProfile = 'software/helloworld/instance.cfg.in';
const softwareProfile = 'software/helloworld/software.cfg';

test('a stale md5sum fails the software build, and Update buildout.hash.cfg mends it', async ({
  ide,
  page,
}) => {
  await ide.edit(instanceProfile, (text) => `${text}\n# one line more\n`);
  await ide.rebuild();
  await expect(ide.software).toContainText('Failed');
  await ide.show('Logs');
  await expect(page.getByRole('log')).toContainText('MD5 checksum mismatch for local resource');
  await expect(page.getByRole('button', { name: 'Jump to error' })).toBeVisible();

  await ide.updateMd5Sum(instanceProfile);
  await ide.rebuildCompletely();
});

test('the edit of buildout.hash.cfg can be undone', async ({ ide, page }) => {
  const hashFile = 'software/helloworld/buildout.hash.cfg';
  const before = ide.read(hashFile);
  await ide.edit(instanceProfile, (text) => `${text}\n# another line\n`);
  await ide.updateMd5Sum(instanceProfile);
  expect(ide.read(hashFile)).not.toBe(before);
  await ide.openFile(hashFile);
  await page.locator('.monaco-editor .view-lines').first().click();
  await page.keyboard.press('Control+z');
  await page.keyboard.press('Control+s');
  await expect.poll(() => ide.read(hashFile)).toBe(before);
});

test('a syntax error in a profile is told with its file and line', async ({ ide, page }) => {
  await ide.edit(softwareProfile, (text) =>
    text.replace('[instance-profile]', 'this is no option\n[instance-profile'),
  );
  await ide.rebuild();
  await expect(ide.software).toContainText('Failed');
  await ide.show('Logs');
  await expect(page.getByRole('log')).toContainText('ParsingError');
  await expect(page.getByRole('log')).toContainText('software.cfg');
  await page
    .getByRole('note', { name: 'What to do' })
    .getByRole('link', { name: /^Open software\.cfg, line \d+$/ })
    .click();
  await expect(page.getByRole('button', { name: /^Problems: 2 errors/ })).toBeVisible();
});

test('a template that Jinja2 cannot read is told with its line', async ({ ide, page }) => {
  const note = page.getByRole('note', { name: 'What to do' });
  await ide.edit(instanceProfile, (text) => `{% if %}\n${text}`);
  await ide.updateMd5Sum(instanceProfile);
  await ide.rebuild();
  await expect(ide.software).toContainText('Failed');
  await ide.show('Logs');
  await expect(note).toContainText('Jinja2 cannot read the template');
  await expect(note.getByRole('link', { name: 'Open instance.cfg.in, line 1' })).toBeVisible();
});

test('a promise that fails is told apart from a build that fails', async ({ ide, page }) => {
  await ide.edit(
    instanceProfile,
    (text) =>
      text.replace(/^parts\s*=\s*$/m, 'parts =\n  nobody-listens') +
      '\n[nobody-listens]\n<= monitor-promise-base\npromise = check_socket_listening\nname = nobody-listens.py\n' +
      'config-host = 127.0.0.1\nconfig-port = 1\n',
  );
  await ide.updateMd5Sum(instanceProfile);
  await ide.rebuild();
  await expect(ide.software).toContainText('Completed');
  await expect(ide.instance).toContainText('Promise failed');
  await ide.show('Services');
  await expect(page.getByRole('region', { name: 'Promises' }).first()).toContainText('nobody-listens');
});
