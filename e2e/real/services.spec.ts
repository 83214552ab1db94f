import { removeRelease } from '../removeRelease.ts';
import { expect, test } from '../ideTest.ts';
import type { IdePage } from '../idePage.ts';
import { writeSmallRelease } from '../smallRelease.ts';

const release = 'shop';

test.describe.configure({ mode: 'serial' });
test.use({ keepsWorkspace: true });
test.beforeAll(({ server }) => {
  server.resetWorkspace();
  writeSmallRelease(server, 'stock');
  writeSmallRelease(server, release, {
    parts: ['web', 'web-promise', 'text-file', 'warehouse'],
    published: 'url = ${web:url}\ndead = http://${web:ip}:9/\nstock = ${warehouse:connection-text}\n',
    sections: `[web]
recipe = slapos.cookbook:wrapper
ip = \${instance-parameter:ipv4-random}
url = http://\${:ip}:8123/
command-line = python3 -u -m http.server --bind \${:ip} --directory \${directory:srv} 8123
wrapper-path = \${directory:services}/web

[web-promise]
<= monitor-promise-base
promise = check_socket_listening
name = web.py
config-host = \${web:ip}
config-port = 8123

# A file made of a template that is written here
[text-file]
recipe = slapos.recipe.template:jinja2
inline = Rendered for {{ '{{ text }}' }}
output = \${directory:etc}/text
context = key text instance-parameter:configuration.text

# An instance that this instance requests
[warehouse]
recipe = slapos.cookbook:request
server-url = \${slap-connection:server-url}
key-file = \${slap-connection:key-file}
cert-file = \${slap-connection:cert-file}
computer-id = \${slap-connection:computer-id}
partition-id = \${slap-connection:partition-id}
software-url = ${server.workspace}/software/stock/software.cfg
name = warehouse
return = text
`,
  });
});
test.afterAll(async ({ server }) => {
  for (const name of [release, 'stock']) await removeRelease(server, name);
});
test.beforeEach(async ({ ide }) => {
  await ide.selectRelease(release);
  await ide.show('Services');
});

const region = (ide: IdePage, name: string) => ide.page.getByRole('region', { name, exact: true });

test('an instance that another one requests is its child, and both are deployed by one rebuild', async ({
  ide,
  page,
}) => {
  await ide.selectRelease('stock');
  await ide.rebuildCompletely();
  await ide.selectRelease(release);
  await ide.rebuildCompletely();
  await ide.show('Services');
  // The parent knows what its child published.
  await expect(ide.connectionParameter('stock')).toContainText('The text is nothing.');
  const tree = page.getByRole('navigation', { name: 'Instances' });
  await tree.getByText('warehouse').click();
  await expect(page.getByRole('article', { name: 'warehouse' })).toContainText(`requested by ${release}`);
  await expect(region(ide, 'Connection Information')).toContainText('The text is nothing.');
  // The run that deployed it is that of its parent.
  await page
    .getByRole('navigation', { name: 'Links of warehouse' })
    .getByRole('link', { name: 'Log' })
    .click();
  await expect(page).toHaveURL(/\/logs\/\d+\/instance$/);
});

test('each published address says whether it answers', async ({ ide }) => {
  await expect(ide.connectionParameter('url')).toContainText(/Answers 200 in \d+ ms/);
  await expect(ide.connectionParameter('dead')).toContainText('Nothing listens there');
});

test('parameters are edited in four views, checked, applied, and the connection information tells the change', async ({
  ide,
}) => {
  const { parameters } = ide;
  await parameters.getByRole('button', { name: 'JSON' }).click();
  const json = parameters.getByRole('textbox', { name: 'Parameters as JSON' });
  await json.fill('{\n  "text": \n}');
  await expect(parameters).toContainText(/line 3/i);
  await json.fill('{ "text": "for Zoé & <sons>" }');
  await parameters.getByRole('button', { name: 'Instance XML' }).click();
  const xml = parameters.getByRole('textbox', { name: 'Parameters as Instance XML' });
  await expect(xml).toHaveValue(/<parameter id="text">for Zoé &amp; &lt;sons>|&lt;sons&gt;/);
  await parameters.getByRole('button', { name: 'Rows' }).click();
  await expect(parameters.getByRole('textbox', { name: 'Value of parameter 1' })).toHaveValue(
    'for Zoé & <sons>',
  );
  await ide.applyParameters();
  await expect(ide.connectionParameter('text')).toContainText('The text is for Zoé & <sons>.');
  await expect(ide.connectionParameter('text')).toContainText('The text is nothing.');

  // Empty is the same as none.
  await parameters.getByRole('textbox', { name: 'Value of parameter 1' }).fill('');
  await ide.applyParameters();
  await expect(ide.connectionParameter('text')).toContainText('The text is nothing.');
});

test('a secret is typed into the text of parameters, and a name that buildout cannot read back is refused', async ({
  ide,
  page,
}) => {
  const { parameters } = ide;
  await parameters.getByRole('button', { name: 'JSON' }).click();
  const json = parameters.getByRole('textbox', { name: 'Parameters as JSON' });
  await json.fill('{ "api-token": "" }');
  await json.press('End');
  for (let count = 0; count < 3; count++) await json.press('ArrowLeft');
  await json.pressSequentially('hunter2');
  await expect(json).toHaveValue('{ "api-token": "hunter2" }');
  // Another view shows it masked.
  await parameters.getByRole('button', { name: 'Instance XML' }).click();
  await expect(parameters.getByRole('textbox')).toHaveValue(/<parameter id="api-token">•+</);
  await parameters.getByRole('button', { name: 'Discard' }).click();

  await parameters.getByRole('button', { name: 'Rows' }).click();
  await parameters.getByRole('button', { name: 'Add a parameter' }).click();
  await page.keyboard.type('my text');
  await parameters.getByRole('textbox', { name: 'Value of parameter 1' }).fill('x');
  await expect(parameters).toContainText('character 3 of its name is a blank');
  await expect(parameters.getByRole('button', { name: 'Apply' })).toBeDisabled();
  await parameters.getByRole('button', { name: 'Discard' }).click();
});

test('a process is stopped, started and shows what it writes', async ({ ide, request }) => {
  const web = ide.processes.getByRole('row').filter({ hasText: 'web' });
  await expect(web).toContainText('Running');
  await web.getByRole('button', { name: 'Output of web' }).click();
  const address = await ide.connectionParameter('url').getByRole('link').getAttribute('href');
  await request.get(`${address ?? ''}?seen-by-the-test`);
  await expect(ide.page.getByRole('log', { name: 'Output of web' })).toContainText('seen-by-the-test');
  await ide.page.getByRole('button', { name: 'Close output' }).click();

  await web.getByRole('button', { name: 'Stop web' }).click();
  await expect(web).toContainText('Stopped');
  await expect(web.getByRole('button', { name: 'Start web', exact: true })).toBeFocused();
  // Nobody has to ask whether its address still answers.
  await expect(ide.connectionParameter('url')).toContainText('Nothing listens there');
  await ide.promises.getByRole('button', { name: 'Run web now' }).click();
  await expect(ide.promises).toContainText('Failed');
  await web.getByRole('button', { name: 'Start web', exact: true }).click();
  await expect(web).toContainText('Running');
  await expect(ide.connectionParameter('url')).toContainText('Answers 200', { timeout: 30_000 });
  await expect(async () => {
    await ide.promises.getByRole('button', { name: 'Run web now' }).click();
    await expect(ide.promises).not.toContainText('Failed', { timeout: 2000 });
  }).toPass({ timeout: 20_000 });
  await ide.promises.getByRole('button', { name: 'Earlier checks of web' }).click();
  await expect(ide.promises.getByRole('list', { name: 'Earlier checks of web' })).toContainText('Failed');
});

test('processes and promises lead to their files, and files back to their instance', async ({
  ide,
  page,
}) => {
  await ide.processes.getByRole('link', { name: 'web' }).click();
  const editor = page.locator('.monaco-editor[data-uri]').first();
  await expect(editor).toHaveAttribute('data-uri', /etc\/service\/web/);
  await ide.show('Services');
  await ide.promises.getByRole('link', { name: 'web' }).click();
  await expect(editor).toHaveAttribute('data-uri', /etc\/plugin\/web/);

  await ide.show('Services');
  const { pathname } = new URL(page.url());
  await page.getByRole('button', { name: 'Folder', exact: true }).click();
  await page.getByRole('treeitem', { selected: true }).click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Show in Services' }).click();
  await expect(page.getByRole('article', { name: release })).toBeVisible();
  expect(new URL(page.url()).pathname).toContain(pathname);
});

test('rendered files stand beside their templates, and the installed parts are listed', async ({
  ide,
  page,
}) => {
  const rendered = region(ide, 'Rendered');
  await expect(rendered).toContainText('instance.cfg.in');
  await expect(rendered).toContainText('buildout.cfg');
  await rendered.getByRole('button', { name: 'Compare text with its template' }).click();
  await expect(page.locator('.monaco-diff-editor .view-lines').last()).toContainText('Rendered');
  await page.keyboard.press('Escape');
  await rendered.getByRole('searchbox', { name: 'Filter parts' }).fill('web-promise');
  const parts = rendered.getByRole('list', { name: 'Installed parts' });
  await expect(parts).toContainText('web-promise');
  await expect(parts).not.toContainText('text-file');
});

test('a second instance is requested, stopped, started and destroyed', async ({ ide, page }) => {
  await page.getByRole('button', { name: 'Request instance…' }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Reference' }).fill('shop-2');
  await dialog.getByRole('button', { name: 'Request instance' }).click();
  await expect(page.getByRole('article', { name: 'shop-2' })).toContainText('Running', { timeout: 60_000 });
  await expect(ide.instance).toContainText('Completed', { timeout: 60_000 });

  await page.getByRole('button', { name: 'Actions of instance shop-2' }).click();
  await page.getByRole('menuitem', { name: /Stop instance/ }).click();
  await expect(page.getByRole('article', { name: 'shop-2' })).toContainText('Requested stopped', {
    timeout: 60_000,
  });
  await expect(ide.processes).toContainText('Stopped');
  await expect(ide.rebuildButton).toBeVisible({ timeout: 60_000 });
  await page.getByRole('button', { name: 'Actions of instance shop-2' }).click();
  await page.getByRole('menuitem', { name: /Start instance/ }).click();
  await expect(ide.processes).toContainText('Running', { timeout: 60_000 });
  await expect(ide.rebuildButton).toBeVisible({ timeout: 60_000 });

  await page.getByRole('button', { name: 'Actions of instance shop-2' }).click();
  await page.getByRole('menuitem', { name: /Destroy instance/ }).click();
  await expect(dialog).toContainText('every file in it');
  await expect(dialog.getByRole('button', { name: 'Destroy instance' })).toBeDisabled();
  await dialog.getByRole('textbox').fill('shop-2');
  await dialog.getByRole('button', { name: 'Destroy instance' }).click();
  await expect(page.getByRole('navigation', { name: 'Instances' })).not.toContainText('shop-2', {
    timeout: 60_000,
  });
  await expect(page.getByRole('navigation', { name: 'Instances' })).toContainText(release);
});

test('a release is removed once its last instance is destroyed', async ({ ide, page }) => {
  const tree = page.getByRole('navigation', { name: 'Instances' });
  const releaseMenu = page.getByRole('button', { name: `Actions of release ${release}` });
  const remove = page.getByRole('menuitem', { name: /Remove release/ });
  await releaseMenu.click();
  await expect(remove).toContainText('Destroy its instances first');
  await expect(remove).toBeDisabled();
  await page.keyboard.press('Escape');

  await page.getByRole('button', { name: `Actions of instance ${release}` }).click();
  await page.getByRole('menuitem', { name: /Destroy instance/ }).click();
  const dialog = page.getByRole('dialog');
  // What it requested goes with it.
  await expect(dialog).toContainText('the instance warehouse');
  await dialog.getByRole('textbox').fill(release);
  await dialog.getByRole('button', { name: 'Destroy instance' }).click();
  await expect(tree).not.toContainText('warehouse', { timeout: 60_000 });
  await expect(ide.rebuildButton).toBeVisible({ timeout: 60_000 });

  await releaseMenu.click();
  await remove.click();
  await expect(dialog).toContainText('Deleted is the installed software');
  await dialog.getByRole('textbox').fill(release);
  await dialog.getByRole('button', { name: 'Remove release' }).click();
  await expect(dialog).toBeHidden();
  await expect(ide.rebuildButton).toBeVisible({ timeout: 60_000 });
  await expect(ide.software).toContainText('Idle');
  await expect(ide.instance).toContainText('Idle');
});
