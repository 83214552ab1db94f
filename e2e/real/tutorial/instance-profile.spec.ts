import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '../../ideTest.ts';
import type { IdePage } from '../../idePage.ts';
import { insertAfter, replaceOnce } from '../../profileText.ts';
import { removeRelease } from '../../removeRelease.ts';

/** The document "How to write Instance profile", in a release of the reader's own that builds in a second. */

const folder = 'software/services';
const instanceProfile = `${folder}/instance.cfg.in`;

test.describe.configure({ mode: 'serial' });
test.use({ keepsWorkspace: true });
test.beforeAll(({ server }) => {
  server.resetWorkspace();
});
test.afterAll(({ server }) => removeRelease(server, 'services'));
test.beforeEach(async ({ ide }, { title }) => {
  if (!title.startsWith('Define list')) await ide.selectRelease('services');
});

/** Where the instance is on disk. */
async function partitionFolder(ide: IdePage): Promise<string> {
  const entry = await ide.partitionOf('services');
  return join(ide.server.state, 'slapos/inst', entry.replace('instances/', ''));
}

function process(ide: IdePage, name: string) {
  return ide.processes.getByRole('row').filter({ has: ide.page.getByText(name, { exact: true }) });
}

test('Define list of processes: etc/service and etc/run are started, the old etc/services is not', async ({
  ide,
}) => {
  await ide.write(
    `${folder}/software.cfg`,
    `[buildout]
extends = ../../stack/slapos.cfg
parts =
  slapos-cookbook
  instance-profile

[instance-profile]
recipe = slapos.recipe.template:jinja2
url = \${:_profile_base_location_}/instance.cfg.in
output = \${buildout:directory}/instance.cfg
context =
  section buildout buildout
`,
  );
  await ide.write(
    instanceProfile,
    `[buildout]
parts =
  server
  make-keys
  old-server
eggs-directory = {{ buildout['eggs-directory'] }}
develop-eggs-directory = {{ buildout['develop-eggs-directory'] }}
offline = true

[directory]
recipe = slapos.cookbook:mkdirectory
etc = \${buildout:directory}/etc
srv = \${buildout:directory}/srv
service = \${:etc}/service
run = \${:etc}/run
services = \${:etc}/services

# All executables that are needed for the service
[server]
recipe = slapos.cookbook:wrapper
command-line = sh -c "echo the server starts; exec sleep 100000"
wrapper-path = \${directory:service}/server

# Scripts designed to run for a short time then exit
[make-keys]
recipe = slapos.cookbook:wrapper
command-line = sh -c "echo the keys are made"
wrapper-path = \${directory:run}/make-keys

# Where the document puts services
[old-server]
recipe = slapos.cookbook:wrapper
command-line = sleep 100000
wrapper-path = \${directory:services}/old-server
`,
  );
  await ide.selectRelease('services');
  await ide.rebuildCompletely();

  await ide.show('Services');
  await expect(process(ide, 'server')).toContainText('Running');
  await expect(process(ide, 'server')).toContainText('service');
  await expect(process(ide, 'make-keys')).toContainText('Exited');
  await expect(process(ide, 'make-keys')).toContainText('run');
  await expect(ide.processes).not.toContainText('old-server');
  // The wrapper is there, but nobody runs what is in etc/services; the log says so.
  expect(existsSync(join(await partitionFolder(ide), 'etc/services/old-server'))).toBe(true);
  await ide.show('Logs');
  await expect(ide.log).toContainText('Not started: old-server in etc/services');

  await ide.openFile(instanceProfile);
  await ide.page.getByRole('button', { name: /^Problems: .* [1-9]\d* warning/ }).click();
  await expect(ide.page.getByText('Nothing in etc/services is run').first()).toBeVisible();
  await ide.page.keyboard.press('Escape');
  await ide.edit(instanceProfile, (text) =>
    replaceOnce(
      replaceOnce(text, 'services = ${:etc}/services\n', ''),
      '${directory:services}/old-server',
      '${directory:service}/old-server',
    ),
  );
  await ide.rebuildCompletely();
  await ide.show('Services');
  await expect(process(ide, 'old-server')).toContainText('Running');
});

test('a service that exits is told with its status, calls a bang, and a rebuild starts it again', async ({
  ide,
}) => {
  await ide.edit(instanceProfile, (text) =>
    replaceOnce(
      text,
      'command-line = sleep 100000\nwrapper-path = ${directory:service}/old-server',
      'command-line = sh -c "test -e ${directory:srv}/healthy && exec sleep 100000; sleep 1; exit 3"\n' +
        'wrapper-path = ${directory:service}/fragile',
    ),
  );
  await ide.rebuild();
  await ide.show('Services');
  await expect(process(ide, 'old-server')).toHaveCount(0);
  await expect(process(ide, 'fragile')).toContainText('Exited');
  await expect(process(ide, 'fragile')).toContainText('3');
  const article = ide.page.getByRole('article', { name: 'services' });
  await expect(article).toContainText('fragile exited with status 3');
  const alarm = ide.processes.getByText(/^fragile exited with status 3\./);
  await expect(alarm).toContainText('Rebuild deploys it again.');

  // Nothing restarts it until the instance is deployed again.
  await ide.typeInTerminal(`touch ${await partitionFolder(ide)}/srv/healthy`);
  await ide.rebuildCompletely();
  await ide.show('Services');
  await expect(process(ide, 'fragile')).toContainText('Running');
  await expect(process(ide, 'fragile')).not.toContainText('Exited');
  await expect(alarm).toContainText('Deployed again since.');
});

test('Think "Promise based": what exists already is kept by the next rebuild', async ({ ide }) => {
  await ide.edit(
    instanceProfile,
    (text) =>
      insertAfter(text, 'parts =\n', '  password\n  motd\n  publish\n') +
      `
# keeps the password of the first time in its file
[password]
recipe = slapos.cookbook:generate.password
storage-path = \${directory:srv}/password

# "if not password_already_set: set_password()", with a command
[motd]
recipe = plone.recipe.command
command = test -e \${directory:srv}/motd || date +%N > \${directory:srv}/motd
update-command = \${:command}

[publish]
recipe = slapos.cookbook:publish
password = \${password:passwd}
`,
  );
  await ide.rebuildCompletely();
  const kept = async () => {
    const partition = await partitionFolder(ide);
    return ['password', 'motd'].map((name) => readFileSync(join(partition, 'srv', name), 'utf8'));
  };
  const before = await kept();
  expect(before[0]).not.toBe('');

  await ide.rebuildCompletely();
  expect(await kept()).toEqual(before);
  await ide.show('Logs');
  await expect(ide.log).toContainText('Updating motd');
});

test('Set default instance parameters: [slap-parameter] has to ask the Master for what was given', async ({
  ide,
}) => {
  // The section of the document: defaults alone are published, nothing that a user gives would arrive.
  await ide.edit(
    instanceProfile,
    (text) =>
      insertAfter(
        text,
        'password = ${password:passwd}\n',
        'ram = ${slap-parameter:ram-size}\nsecond-disk = disk ${slap-parameter:second-disk-location}!\n',
      ) +
      `
[slap-parameter]
# Default value if no second disk is specified. Will be ignored by the kvm recipe
second-disk-location =
# Default value for RAM amount, in MB
ram-size = 1024
`,
  );
  await ide.rebuildCompletely();
  await ide.show('Services');
  await expect(ide.connectionParameter('ram')).toContainText('1024');
  await expect(ide.connectionParameter('second-disk')).toContainText('disk !');

  // As it is written now
  await ide.edit(instanceProfile, (text) =>
    text
      .replace(
        '[slap-parameter]\n',
        `[instance-parameter]
recipe = slapos.cookbook:slapconfiguration
computer = \${slap-connection:computer-id}
partition = \${slap-connection:partition-id}
url = \${slap-connection:server-url}
key = \${slap-connection:key-file}
cert = \${slap-connection:cert-file}
`,
      )
      .replace(/^(second-disk-location|ram-size) =/gm, 'configuration.$1 =')
      .replaceAll('${slap-parameter:', '${instance-parameter:configuration.'),
  );
  await ide.rebuildCompletely();
  await ide.show('Services');
  await expect(ide.connectionParameter('ram')).toContainText('1024');
  await expect(ide.connectionParameter('second-disk')).toContainText('disk !');
});

test('a parameter that is given replaces the default, and an empty one is the same as none', async ({
  ide,
}) => {
  await ide.giveParameters({ 'ram-size': '2048', 'second-disk-location': '/dev/x' });
  await expect(ide.connectionParameter('ram')).toContainText('2048');
  await expect(ide.connectionParameter('second-disk')).toContainText('disk /dev/x!');
  await ide.giveParameters({ 'ram-size': '', 'second-disk-location': '' });
  await expect(ide.connectionParameter('ram')).toContainText('1024');
  await expect(ide.connectionParameter('second-disk')).toContainText('disk !');
});
