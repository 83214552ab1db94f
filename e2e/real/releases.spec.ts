import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '../ideTest.ts';
import type { IdePage } from '../idePage.ts';

/** A release that the workspace comes with, and how one sees that it does what its README says. */
interface BundledRelease {
  name: string;
  /** With its instance built, and Services shown. */
  verify: (ide: IdePage) => Promise<void>;
}

const releases: readonly BundledRelease[] = [
  { name: 'flask', verify: verifyFlask },
  { name: 'frontend-demo', verify: verifyFrontendDemo },
  { name: 'helloworld-extended', verify: verifyHelloworldExtended },
  { name: 'promises', verify: verifyPromises },
  { name: 'recipe', verify: verifyRecipe },
];

for (const { name, verify } of releases) {
  test(`the release ${name} builds and does what its README says`, async ({ ide }) => {
    await ide.selectRelease(name);
    await ide.rebuildCompletely();
    await ide.show('Services');
    await verify(ide);
  });
}

async function verifyHelloworldExtended(ide: IdePage): Promise<void> {
  await expect(ide.connectionParameter('name')).toContainText('Hello John Doe!');
  await expect(ide.connectionParameter('title')).toContainText('Title !');
  await expect(ide.promises).toContainText('port connection OK');
  await expect(ide.promises).toContainText('succeeded (returned expected code 200)');
  const entry = await ide.partitionOf('helloworld-extended');
  await ide.openFile(`${entry}/srv/data/data1.txt`);
  await ide.expectText('Title: John Doe!');
  await ide.openFile(`${entry}/etc/cron.d/hello`);
  await ide.expectText('* * * * *');

  // What cron runs, at once instead of at its time
  const partition = join(ide.server.state, 'slapos/inst', basename(entry));
  // A log is put aside once a day, and an instance keeps its data.
  const backup = join(partition, 'srv/backup/logrotate');
  for (const name of readdirSync(backup)) rmSync(join(backup, name));
  const run = promisify(execFile);
  const [, job = ''] = readFileSync(join(partition, 'etc/cron.d/hello'), 'utf8').split('* * * * * ');
  await run('sh', ['-c', job]);
  expect(readFileSync(join(partition, 'var/log/log.log'), 'utf8')).toContain('Hello John Doe');
  await run(join(partition, 'bin/logrotate'), ['-f']);
  expect(readdirSync(backup)).toContainEqual(expect.stringMatching(/^log\.log-/));
}

async function verifyPromises(ide: IdePage): Promise<void> {
  const address = await ide.connectionParameter('url').getByRole('link').first().getAttribute('href');
  const answer = await ide.page.request.get(address ?? '');
  expect(await answer.text()).toContain('what the promise "url" asks for');
  for (const text of ['the parameter exit-status is 0', 'at most 1000 are allowed'])
    await expect(ide.promises).toContainText(text);

  // The form of its schema, which refuses what is no number
  const limit = ide.parameters.getByLabel('Size limit');
  await limit.fill('none');
  await expect(ide.parameters).toContainText('It does not match pattern');
  await limit.fill('0');
  await ide.applyParameters();
  await expect(ide.instance).toContainText('Promise failed');
  await expect(ide.promises).toContainText('at most 0 are allowed');
  await ide.giveParameters({});
  await expect(ide.instance).toContainText('Completed');
}

async function verifyFlask(ide: IdePage): Promise<void> {
  const address = await ide.connectionParameter('url').getByRole('link').first().getAttribute('href');
  expect(await (await ide.page.request.get(address ?? '')).text()).toBe('Hello, SlapOS!');
  await expect(ide.promises).toContainText('Flask is running on');
  await expect(ide.promises).toContainText('Log file has content.');
  const entry = await ide.partitionOf('flask');
  await ide.openFile(`${entry}/etc/flask.cfg`);
  await ide.expectText(/port.=.50\d\d/);

  const partition = join(ide.server.state, 'slapos/inst', basename(entry));
  const backup = join(partition, 'srv/backup');
  for (const name of readdirSync(backup)) rmSync(join(backup, name));
  await promisify(execFile)(join(partition, 'bin/logrotate'), ['-f']);
  expect(readdirSync(backup)).toContainEqual(expect.stringMatching(/^flask\.log-/));
  // The application goes on in a new log.
  await ide.page.request.get(address ?? '');
  expect(readFileSync(join(partition, 'var/log/flask.log'), 'utf8')).toContain('"GET / HTTP/1.1" 200');
}

async function verifyFrontendDemo(ide: IdePage): Promise<void> {
  const { page } = ide;
  await page.getByRole('button', { name: 'Request instance…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Request an instance' });
  await dialog.getByLabel('Software type').selectOption({ label: 'Path of a frontend (default, shared)' });
  await dialog.getByLabel('Reference').fill('docs');
  await dialog.getByRole('textbox', { name: /^Message/ }).fill('Said by ${docs}.');
  await dialog.getByRole('button', { name: 'Request instance' }).click();
  const article = page.getByRole('article', { name: 'docs' });
  const link = article.getByRole('link', { name: /\/docs\// });
  await expect(link).toBeVisible({ timeout: 60_000 });
  await expect(ide.instance).toContainText('Completed');
  const answer = await page.request.get((await link.getAttribute('href')) ?? '');
  expect(await answer.text()).toContain('Said by ${docs}.');
  await article.getByRole('link', { name: 'frontend-demo' }).click();
  await expect(ide.promises).toContainText('/docs/ answers.');
}

async function verifyRecipe(ide: IdePage): Promise<void> {
  await expect(ide.connectionParameter('text')).toContainText('custom configuration');
  const entry = await ide.partitionOf('recipe');
  const config = join(ide.server.state, 'slapos/inst', basename(entry), 'srv/custom/config.conf');
  const [text = '', password = ''] = readFileSync(config, 'utf8').split('\n');
  expect(text).toBe('custom configuration');

  // An edit of the recipe is committed and fetched by the build, and what exists is kept.
  await ide.edit('software/recipe/egg/custom_recipe/__init__.py', (source) =>
    source.replace("'%s\\npassword = %s\\n'", "'# made by hand\\n%s\\npassword = %s\\n'"),
  );
  await ide.rebuildCompletely();
  expect(readFileSync(config, 'utf8')).toBe(`# made by hand\n${text}\n${password}\n`);
}
