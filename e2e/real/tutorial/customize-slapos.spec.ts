import { expect, test } from '../../ideTest.ts';
import type { IdePage } from '../../idePage.ts';
import { insertAfter, replaceOnce } from '../../profileText.ts';
import { removeRelease } from '../../removeRelease.ts';

/** The document "How to customize SlapOS", with repositories of this machine in place of those on the web. */

const folder = 'software/sandbox';
const softwareProfile = `${folder}/software.cfg`;
const instanceProfile = `${folder}/instance.cfg.in`;
const me = '-c user.name=me -c user.email=me@localhost';

test.describe.configure({ mode: 'serial' });
test.use({ keepsWorkspace: true });
test.beforeAll(({ server }) => {
  server.resetWorkspace();
});
test.afterAll(({ server }) => removeRelease(server, 'sandbox'));

/** Types a line into the terminal and waits until it was carried out well. */
let lines = 0;
async function runInTerminal(ide: IdePage, line: string): Promise<void> {
  lines += 1;
  // The sum is not what is typed: so it is in sight only when the line succeeded.
  await ide.typeInTerminal(`${line} && echo ok-$((${lines} + 1000))`);
  await expect(ide.page.locator('.xterm-rows')).toContainText(`ok-${lines + 1000}`);
}

async function expectGreeting(ide: IdePage, greeting: string): Promise<void> {
  await ide.rebuildCompletely();
  await ide.show('Services');
  const address = await ide.connectionParameter('url.python').getByRole('link').first().getAttribute('href');
  await expect(async () => {
    expect(await (await ide.page.request.get(address ?? '')).text()).toContain(greeting);
  }).toPass({ timeout: 15_000 });
}

test('Use webrunner as a sandbox: a section of a component, changed in software.cfg and then in the component', async ({
  ide,
}) => {
  test.setTimeout(240_000);
  const helloworld = 'software/helloworld/software.cfg';
  const component = 'component/helloweb/buildout.cfg';
  const before = ide.read(helloworld);
  const section = `[helloweb-python]
<= helloweb-script
source = \${helloweb:location}/python/helloweb.py
interpreter = \${buildout:executable}
`;
  const change = `update-command =
  sh "\${helloweb:location}/install-script.sh" "\${:source}" "\${:interpreter}" "\${:location}"
  sed -i s/Hello/Bonjour/ "\${:location}"
`;
  await ide.edit(helloworld, (text) => `${text}\n${section}${change}`);
  await expectGreeting(ide, 'Bonjour John Doe');

  await ide.edit(helloworld, () => before);
  await expectGreeting(ide, 'Hello John Doe');

  // "cut the section, paste the changes in component/…"
  await ide.edit(component, (text) => insertAfter(text, section, change));
  await expectGreeting(ide, 'Bonjour John Doe');
});

test('Check extends: a profile of a clone of one’s own git repository', async ({ ide }) => {
  await runInTerminal(ide, 'rm -rf my-slapos my-clone && mkdir -p my-slapos/component');
  await ide.write('my-slapos/component/motto.cfg', '[motto]\ntext = written first\n');
  await runInTerminal(ide, `cd my-slapos && git init -q && git add . && git ${me} commit -qm one; cd ..`);
  await runInTerminal(ide, 'git clone -q my-slapos my-clone');

  await ide.write(
    softwareProfile,
    `[buildout]
extends =
  ../../my-clone/component/motto.cfg
  ../../stack/slapos.cfg
parts =
  slapos-cookbook
  instance-profile

[instance-profile]
recipe = slapos.recipe.template:jinja2
url = \${:_profile_base_location_}/instance.cfg.in
output = \${buildout:directory}/instance.cfg
context =
  section buildout buildout
  key motto motto:text
`,
  );
  await ide.write(
    instanceProfile,
    `[buildout]
parts =
  publish
eggs-directory = {{ buildout['eggs-directory'] }}
develop-eggs-directory = {{ buildout['develop-eggs-directory'] }}
offline = true

[publish]
recipe = slapos.cookbook:publish
motto = {{ motto }}
`,
  );
  await ide.selectRelease('sandbox');
  await ide.rebuildCompletely();
  await ide.show('Services');
  await expect(ide.connectionParameter('motto')).toContainText('written first');

  // "When you modify, commit and push some changes in your repository, changes will apply": after a pull of the clone
  await ide.edit('my-slapos/component/motto.cfg', (text) => text.replace('first', 'second'));
  await runInTerminal(ide, `git -C my-slapos ${me} commit -qam two && git -C my-clone pull -q`);
  await ide.rebuildCompletely();
  await ide.show('Services');
  await expect(ide.connectionParameter('motto')).toContainText('written second');
});

test('Use recipe from git repository: cloned by plone.recipe.command, and developed', async ({ ide }) => {
  await ide.selectRelease('sandbox');
  await runInTerminal(ide, 'rm -rf my-recipe && cp -r software/recipe/egg my-recipe');
  await runInTerminal(ide, `cd my-recipe && git init -q && git add . && git ${me} commit -qm one; cd ..`);

  // The text of the document, with a local repository
  await ide.edit(
    softwareProfile,
    (text) =>
      insertAfter(
        insertAfter(text, '  ../../stack/slapos.cfg\n', '  ../../component/git/buildout.cfg\n'),
        '  instance-profile\n',
        `slaposcookbook_recipe_location = \${:parts-directory}/slaposcookbook

develop =
  \${:slaposcookbook_recipe_location}
`,
      ) +
      `
[slaposcookbook]
recipe = plone.recipe.command
repository = ${ide.server.workspace}/my-recipe
git_param = --quiet
git = \${git:location}/bin/git
location = \${buildout:parts-directory}/\${:_buildout_section_name_}
stop-on-error = true
command = \${:git} clone \${:git_param} \${:repository} \${:location} || exit 1;
update-command = cd \${:location} && \${git:location}/bin/git pull --quiet
`,
  );
  await ide.edit(
    instanceProfile,
    (text) =>
      insertAfter(text, 'parts =\n', '  custom\n') +
      `text = \${custom:text} in \${custom:config}

[directory]
recipe = slapos.cookbook:mkdirectory
etc = \${buildout:directory}/etc

[custom]
recipe = custom_recipe
directory = \${directory:etc}/custom
config = \${:directory}/config.conf
text = by the recipe
`,
  );
  await ide.rebuildCompletely();
  await ide.show('Services');
  await expect(ide.connectionParameter('text')).toContainText('by the recipe');

  // The clone is no part of the document's profile: only as one is it pulled by the next build.
  await ide.edit(softwareProfile, (text) =>
    replaceOnce(text, '  slapos-cookbook\n', '  slaposcookbook\n  slapos-cookbook\n'),
  );
  await ide.rebuildCompletely();

  // "Modify recipe, check changes": commit, run software, run instance
  await ide.edit('my-recipe/custom_recipe/__init__.py', (text) =>
    insertAfter(text, 'def _options(self, options):\n', '    options["text"] = "by the changed recipe"\n'),
  );
  await runInTerminal(ide, `git -C my-recipe ${me} commit -qam two`);
  await ide.rebuildCompletely();
  await ide.show('Services');
  await expect(ide.connectionParameter('text')).toContainText('by the changed recipe');
});

test('Debug your SlapOS instance: supervisord’s status, logs, and a service run by hand', async ({ ide }) => {
  await ide.selectRelease('sandbox');
  await ide.edit(
    instanceProfile,
    (text) =>
      insertAfter(
        insertAfter(text, 'parts =\n', '  clock\n'),
        'etc = ${buildout:directory}/etc\n',
        'service = ${:etc}/service\n',
      ) +
      `
[clock]
recipe = slapos.cookbook:wrapper
command-line = sh -c "echo the clock ticks; exec sleep 100000"
wrapper-path = \${directory:service}/clock
`,
  );
  await ide.rebuildCompletely();

  // Check supervisord status
  await ide.show('Services');
  await expect(ide.processes).toContainText(/clock.*Running/);
  await ide.typeInTerminal('supervisorctl status');
  const rows = ide.page.locator('.xterm-rows');
  await expect(rows).toContainText(/clock-on-watch\s+RUNNING/);

  // Check logs
  const partition = await ide.partitionOf('sandbox');
  await ide.openFile(`${partition}/.${partition.replace('instances/', '')}_clock.log`);
  await ide.expectText('the clock ticks');

  // Run it manually
  const onDisk = partition.replace('instances', `${ide.server.state}/slapos/inst`);
  await ide.typeInTerminal('clear');
  await ide.typeInTerminal(`supervisorctl stop ${partition.replace('instances/', '')}:clock-on-watch`);
  await ide.typeInTerminal(`${onDisk}/etc/service/clock`);
  await expect(rows).toContainText('the clock ticks');
  await ide.page.keyboard.press('Control+c');
  await ide.show('Services');
  await expect(ide.processes).toContainText(/clock.*Stopped/);
});
