import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '../ideTest.ts';
import { IdePage } from '../idePage.ts';
import { forwardPort } from '../../server/core/http/testing/portForward.ts';

test('through a forwarded port one signs in, sees what is live, saves, and has a terminal', async ({
  page,
  server,
}) => {
  const forward = await forwardPort(Number(new URL(server.signInUrl).port));
  try {
    const address = new URL(server.signInUrl);
    address.hostname = 'localhost';
    address.port = String(forward.port);
    const ide = new IdePage(page, server);
    await page.goto(address.href);
    await expect(ide.treeItem('software')).toBeVisible();
    expect(new URL(page.url()).origin).toBe(address.origin);

    writeFileSync(join(server.workspace, 'from-outside.cfg'), '[buildout]\n');
    await expect(ide.treeItem('from-outside.cfg')).toBeVisible();
    await ide.write('from-outside.cfg', '[buildout]\nparts =\n');

    await ide.typeInTerminal('echo "$((6 * 7000))"');
    await expect(page.locator('.xterm-rows')).toContainText('42000');
  } finally {
    forward.close();
    rmSync(join(server.workspace, 'from-outside.cfg'), { force: true });
  }
});
