import { expect, test } from '../ideTest.ts';

test('a shell answers, is still there after a reload, and ends when its tab is closed', async ({
  ide,
  page,
  server,
}) => {
  // The sum is not in what is typed: only a shell makes it.
  await ide.typeInTerminal('cd software && echo "$PWD $((6 * 7000))"');
  const screen = page.locator('.xterm-rows');
  const tabs = page.getByRole('tablist', { name: 'Open terminals' }).getByRole('tab');
  await expect(screen).toContainText('42000');
  await expect(screen).toContainText(`${server.workspace}/software`);
  await expect(tabs).toHaveCount(1);

  await page.reload();
  await expect(screen).toContainText('42000');
  await expect(tabs).toHaveCount(1);
  // The same shell: it is in the folder that it went to.
  await ide.typeInTerminal('echo "still in $(basename "$PWD"), $((6 * 8000))"');
  await expect(screen).toContainText('still in software, 48000');

  await tabs.first().press('Delete');
  await expect(tabs).toHaveCount(0);
  await expect(page.getByText('No terminal is open')).toBeVisible();
});
