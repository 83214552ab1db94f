import { createHash } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '../../ideTest.ts';
import type { IdePage } from '../../idePage.ts';
import { insertAfter, replaceOnce } from '../../profileText.ts';
import { removeRelease } from '../../removeRelease.ts';

/**
 * The document "Porting Software to SlapOS Tutorial": its example, a Flask application, as it is written there, and
 * then with the edits that it needs.
 */

const folder = 'software/porting';
const softwareProfile = `${folder}/software.cfg`;
const instanceProfile = `${folder}/instance.cfg.in`;

test.describe.configure({ mode: 'serial' });
test.use({ keepsWorkspace: true });
test.beforeAll(({ server }) => {
  server.resetWorkspace();
});
test.afterAll(({ server }) => removeRelease(server, 'porting'));
test.beforeEach(async ({ ide }, { title }) => {
  if (!title.startsWith('Step 2')) await ide.selectRelease('porting');
});

/** Rebuilds, expects a step to fail by this error, and Webrunner to say what to do. */
async function expectFailure(
  ide: IdePage,
  step: 'software' | 'instance',
  error: string,
  advice: RegExp,
): Promise<void> {
  await ide.rebuild();
  await expect(ide[step]).toContainText('ailed');
  await ide.show('Logs');
  await expect(ide.log).toContainText(error);
  await expect(ide.page.getByRole('note', { name: 'What to do' })).toContainText(advice);
}

test('Step 2, Create a Software Profile: a Python with Flask, and the application', async ({ ide }) => {
  await ide.write(
    `${folder}/app.py`,
    `from flask import Flask

app = Flask(__name__)

@app.route("/")
def hello():
    return "Hello, SlapOS!"

if __name__ == "__main__":
    app.run(host="0.0.0.0", port=5000)
`,
  );
  await ide.write(
    softwareProfile,
    `[buildout]
parts = python flask app-wrapper

[python]
recipe = zc.recipe.egg
eggs = setuptools
interpreter = python

[flask]
<= python
eggs += Flask

[app]
recipe = hexagonit.recipe.download
url = https://example.com/app.py
location = \${buildout:parts-directory}/app

[app-wrapper]
recipe = slapos.cookbook:wrapper
command-line = \${python:executable} \${app:location}/app.py
wrapper-path = \${buildout:parts-directory}/bin/run-flask
`,
  );
  await ide.selectRelease('porting');
  await expectFailure(
    ide,
    'software',
    'Referenced option does not exist: python executable',
    /\[python\] has no option executable/,
  );

  // The interpreter is made by [flask]; and app.py is beside the profile.
  await ide.edit(softwareProfile, (text) =>
    replaceOnce(
      replaceOnce(
        replaceOnce(
          text,
          'parts = python flask app-wrapper',
          'extends = ../../stack/slapos.cfg\nparts = slapos-cookbook flask app app-wrapper',
        ),
        'https://example.com/',
        '${:_profile_base_location_}/',
      ),
      '${python:executable}',
      '${buildout:bin-directory}/python',
    ),
  );
  await ide.rebuild();
  await expect(ide.software).toContainText('Failed');
  await ide.show('Logs');
  await expect(ide.log).toContainText('Unable to extract the package');

  await ide.edit(softwareProfile, (text) =>
    insertAfter(text, 'location = ${buildout:parts-directory}/app\n', 'download-only = true\n'),
  );
  await ide.rebuild();
  await expect(ide.software).toContainText('Failed');
  await ide.show('Logs');
  await expect(ide.log).toContainText(/FileNotFoundError.*parts\/bin\/run-flask/);

  await ide.edit(softwareProfile, (text) =>
    replaceOnce(text, '${buildout:parts-directory}/bin/run-flask', '${buildout:bin-directory}/run-flask'),
  );
  await ide.rebuild();
  await expect(ide.software).toContainText('Completed');
  await expect(ide.instance).toContainText('Failed');
  await ide.show('Logs');
  await expect(ide.log).toContainText(/Missing file: .*instance\.cfg/);
});

test('Step 3, Create an Instance Profile: the service runs as its configuration says', async ({
  ide,
  request,
}) => {
  await ide.edit(
    softwareProfile,
    (text) =>
      insertAfter(text, 'flask app app-wrapper', ' instance-profile') +
      `
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
parts = directories flask-config flask-service

[directories]
recipe = slapos.cookbook:makedirectory
var = \${buildout:directory}/var
etc = \${buildout:directory}/etc

[flask-config]
recipe = slapos.recipe.template:jinja2
template = inline:
  host = {{ configuration.host }}
  port = {{ configuration.port }}
rendered = \${directories:etc}/flask.cfg
mode = 600
context =
  key configuration.host instance-parameter:configuration.host
  key configuration.port instance-parameter:configuration.port

[flask-service]
recipe = slapos.cookbook:wrapper
command-line = \${buildout:parts-directory}/bin/run-flask --config=\${flask-config:rendered}
wrapper-path = \${directories:etc}/run-flask

[instance-parameter]
configuration.host = 0.0.0.0
configuration.port = 5000
`,
  );
  // The building of the release already renders the template that is meant for the instance.
  await expectFailure(ide, 'software', "'configuration' is undefined", /\{% raw %\}/);

  await ide.edit(instanceProfile, (text) =>
    replaceOnce(
      replaceOnce(text, 'inline:\n', '{% raw %}inline:\n  [flask]\n'),
      '{{ configuration.port }}\n',
      '{{ configuration.port }}{% endraw %}\n',
    ),
  );
  await expectFailure(
    ide,
    'instance',
    "Entry point ('zc.buildout', 'makedirectory') not found",
    /slapos\.cookbook:mkdirectory/,
  );

  await ide.edit(instanceProfile, (text) =>
    // With the eggs of the release: not downloaded, and not built a second time in the partition
    insertAfter(
      text.replace('makedirectory', 'mkdirectory'),
      'parts = directories flask-config flask-service\n',
      `eggs-directory = {{ buildout['eggs-directory'] }}
develop-eggs-directory = {{ buildout['develop-eggs-directory'] }}
offline = true
`,
    ),
  );
  // A name in Jinja2 cannot have a dot.
  await expectFailure(ide, 'instance', "'configuration' is undefined", /context/);

  await ide.edit(instanceProfile, (text) =>
    text
      .replace(/\{\{ configuration\.(host|port) \}\}/g, '{{ $1 }}')
      .replaceAll('  key configuration.', '  key '),
  );
  await ide.rebuildCompletely();
  // Nothing runs: the wrapper is neither in etc/service nor in etc/run.
  await ide.show('Services');
  await expect(ide.processes).toContainText('The instance has no process.');

  await ide.edit(instanceProfile, (text) =>
    replaceOnce(
      insertAfter(
        replaceOnce(text, '${directories:etc}/run-flask', '${directories:service}/run-flask'),
        'etc = ${buildout:directory}/etc\n',
        'service = ${:etc}/service\n',
      ),
      '${buildout:parts-directory}/bin/run-flask',
      "{{ buildout['bin-directory'] }}/run-flask",
    )
      // "parameters": the Master has to be asked, and an instance listens on an address of its own.
      .replace(
        '[instance-parameter]\nconfiguration.host = 0.0.0.0\n',
        `[slap-configuration]
recipe = slapos.cookbook:slapconfiguration
computer = \${slap-connection:computer-id}
partition = \${slap-connection:partition-id}
url = \${slap-connection:server-url}
key = \${slap-connection:key-file}
cert = \${slap-connection:cert-file}

[instance-parameter]
<= slap-configuration
configuration.host = \${slap-configuration:ipv4-random}
`,
      )
      .replace('flask-config flask-service\n', 'flask-config flask-service publish-connection-parameter\n')
      .concat(
        `
[publish-connection-parameter]
recipe = slapos.cookbook:publish
url = http://\${instance-parameter:configuration.host}:\${instance-parameter:configuration.port}/
`,
      ),
  );
  // The application of the document does not read what --config names.
  await ide.edit(`${folder}/app.py`, (text) =>
    replaceOnce(
      text,
      'app.run(host="0.0.0.0", port=5000)',
      `import configparser, sys
    config = configparser.ConfigParser()
    config.read(sys.argv[1].removeprefix("--config="))
    app.run(host=config["flask"]["host"], port=config["flask"]["port"])`,
    ),
  );
  await ide.rebuildCompletely();
  await ide.show('Services');
  await expect(ide.processes).toContainText('Running');
  const address = await ide.connectionParameter('url').getByRole('link').first().getAttribute('href');
  await expect(async () => {
    expect(await (await request.get(address ?? '')).text()).toBe('Hello, SlapOS!');
  }).toPass();
  await ide.openFile(`${await ide.partitionOf('porting')}/etc/flask.cfg`);
  await ide.expectText('port = 5000');
});

const checkFlask = `from slapos.grid.promise.generic import GenericPromise
import socket

class RunPromise(GenericPromise):
    def sense(self):
        host = self.getConfig('host')
        port = int(self.getConfig('port'))
        try:
            with socket.create_connection((host, port), timeout=5):
                self.logger.info(f"Flask is running on {host}:{port}.")
        except Exception as e:
            self.logger.error(f"Error connecting to Flask: {e}")

    def anomaly(self):
        return self._anomaly(result_count=3, failure_amount=3)
`;

const implementer = `from zope.interface import implementer
from slapos.grid.promise import interface
`;

test('Step 4, Add Monitoring with Promises: the port is checked', async ({ ide }) => {
  await ide.write(`${folder}/check_flask.py`, checkFlask);
  await ide.edit(
    instanceProfile,
    (text) =>
      insertAfter(text, 'parts = directories flask-config flask-service', ' flask-promise') +
      `
[flask-promise]
recipe = slapos.cookbook:promise.plugin
module = check_flask
output = \${directories:etc}/plugin/check_flask.py
config-host = \${instance-parameter:configuration.host}
config-port = \${instance-parameter:configuration.port}
`,
  );
  await expectFailure(ide, 'instance', "KeyError: 'eggs'", /monitor-promise-base/);

  // A copy in the release, as of app.py; the module of a file, its eggs, and the folder of promises
  await ide.edit(
    softwareProfile,
    (text) =>
      insertAfter(
        insertAfter(text, 'flask app app-wrapper', ' check-flask'),
        'section buildout buildout\n',
        '  key check_flask check-flask:location\n',
      ) +
      `
[check-flask]
recipe = hexagonit.recipe.download
url = \${:_profile_base_location_}/check_flask.py
location = \${buildout:parts-directory}/check-flask
download-only = true
`,
  );
  await ide.edit(instanceProfile, (text) =>
    insertAfter(
      replaceOnce(
        text,
        'module = check_flask\noutput = ${directories:etc}/plugin/',
        'module =\nfile = {{ check_flask }}/check_flask.py\neggs = slapos.core\noutput = ${directories:plugin}/',
      ),
      'service = ${:etc}/service\n',
      'plugin = ${:etc}/plugin\n',
    ),
  );
  await ide.rebuild();
  await expect(ide.instance).toContainText('Promise failed');
  await ide.show('Logs');
  await expect(ide.log).toContainText("must implement 'IPromise' interface");

  await ide.edit(`${folder}/check_flask.py`, (text) =>
    replaceOnce(implementer + text, 'class RunPromise', '@implementer(interface.IPromise)\nclass RunPromise'),
  );
  await ide.rebuildCompletely();
  await ide.show('Services');
  await expect(ide.promises).toContainText(/Flask is running on 127\.[\d.]+:5000\./);

  // A promise about a port where nobody listens
  await ide.edit(instanceProfile, (text) =>
    text.replace('config-port = ${instance-parameter:configuration.port}', 'config-port = 1'),
  );
  await ide.rebuild();
  await expect(ide.instance).toContainText('Promise failed');
  await ide.show('Services');
  await expect(ide.promises).toContainText('Error connecting to Flask');
  await ide.edit(instanceProfile, (text) =>
    text.replace('config-port = 1', 'config-port = ${instance-parameter:configuration.port}'),
  );
});

test('Adding Log Rotation and Monitoring: an entry for logrotate, and a promise about the log', async ({
  ide,
}) => {
  const partition = (await ide.partitionOf('porting')).replace(
    'instances',
    `${ide.server.state}/slapos/inst`,
  );
  // An instance keeps its data, also those of the last time that this test was run.
  rmSync(join(partition, 'var/app.log'), { force: true });
  rmSync(join(partition, 'var/backup'), { recursive: true, force: true });
  await ide.write(
    `${folder}/check_log_file.py`,
    `${implementer}from slapos.grid.promise.generic import GenericPromise

@implementer(interface.IPromise)
class RunPromise(GenericPromise):
    def sense(self):
        log_file = self.getConfig('log-file')
        try:
            with open(log_file, 'r') as f:
                lines = f.readlines()
            if not lines:
                self.logger.error("Log file is empty.")
            else:
                self.logger.info("Log file has content.")
        except Exception as e:
            self.logger.error(f"Error reading log file: {e}")
`,
  );
  await ide.edit(
    softwareProfile,
    (text) =>
      replaceOnce(
        insertAfter(
          insertAfter(text, 'flask app app-wrapper', ' logrotate gzip check-log-file'),
          'section buildout buildout\n',
          `  key check_log_file check-log-file:location
  key logrotate_location logrotate:location
  key gzip_location gzip:location
`,
        ),
        'extends = ../../stack/slapos.cfg\n',
        `extends =
  ../../component/logrotate/buildout.cfg
  ../../component/gzip/buildout.cfg
  ../../stack/slapos.cfg
`,
      ) +
      `
[check-log-file]
<= check-flask
url = \${:_profile_base_location_}/check_log_file.py
location = \${buildout:parts-directory}/check-log-file
`,
  );
  // What the document gives is not enough for the recipe: it also wants gzip, a wrapper and a backup folder.
  await ide.edit(
    instanceProfile,
    (text) =>
      insertAfter(
        insertAfter(text, 'parts = directories', ' logrotate logrotate-entry log-promise'),
        'plugin = ${:etc}/plugin\n',
        'bin = ${buildout:directory}/bin\nlogrotate-entries = ${:etc}/logrotate.d\nbackup = ${:var}/backup\n',
      ) +
      `
[logrotate]
recipe = slapos.cookbook:logrotate
logrotate-binary = {{ logrotate_location }}/usr/sbin/logrotate
gzip-binary = {{ gzip_location }}/bin/gzip
gunzip-binary = {{ gzip_location }}/bin/gunzip
wrapper = \${directories:bin}/logrotate
conf = \${directories:etc}/logrotate.conf
logrotate-entries = \${directories:logrotate-entries}
state-file = \${directories:var}/logrotate.status

[logrotate-entry]
<= logrotate
recipe = slapos.cookbook:logrotate.d
name = app-logrotate
log = \${directories:var}/app.log
backup = \${directories:backup}

[log-promise]
<= flask-promise
file = {{ check_log_file }}/check_log_file.py
output = \${directories:plugin}/check_log.py
config-log-file = \${directories:var}/app.log
`,
  );
  await ide.rebuild();
  await expect(ide.instance).toContainText('Promise failed');
  await ide.show('Services');
  await expect(ide.promises).toContainText('Error reading log file');

  // The application of the document writes no log.
  await ide.edit(`${folder}/app.py`, (text) =>
    insertAfter(
      text,
      'if __name__ == "__main__":\n',
      '    import logging, sys\n    logging.basicConfig(filename=sys.argv[2], level=logging.INFO)\n',
    ),
  );
  await ide.edit(instanceProfile, (text) =>
    insertAfter(
      text,
      '--config=${flask-config:rendered}',
      ' ${directories:var}/app.log\nhash-files = ${flask-config:rendered}',
    ),
  );
  await ide.rebuildCompletely();
  await ide.show('Services');
  await expect(ide.promises).toContainText('Log file has content.');

  // "Ensure logs are rotated": by hand, since nothing of the document runs logrotate.
  await ide.typeInTerminal(`${partition}/bin/logrotate -f && ls ${partition}/var/backup`);
  await expect(ide.page.locator('.xterm-rows')).toContainText(/app\.log-\d{8}/);

  // A log that was just put aside is empty: the promise of the document would fail every day.
  await ide.edit(`${folder}/check_log_file.py`, (text) =>
    replaceOnce(text, 'self.logger.error("Log file is empty.")', 'self.logger.info("Log file is new.")'),
  );
});

test('Writing Custom Recipes: an egg with a GenericBaseRecipe', async ({ ide }) => {
  await ide.edit(
    softwareProfile,
    (text) =>
      insertAfter(text, 'flask app app-wrapper', ' custom-recipe') +
      `
[custom-recipe]
recipe = \${buildout:directory}/software/recipe.py
directory = \${buildout:directory}/custom
config = \${buildout:directory}/custom/config.conf
`,
  );
  await ide.rebuild();
  await expect(ide.software).toContainText('Failed');
  await ide.show('Logs');
  await expect(ide.log).toContainText('InvalidRequirement: Expected package name');

  await ide.write(
    `${folder}/recipe/setup.py`,
    `from setuptools import setup

setup(
    name="custom_recipe",
    version="1.0",
    py_modules=["custom_recipe"],
    entry_points={"zc.buildout": ["default = custom_recipe:Recipe"]},
)
`,
  );
  await ide.write(
    `${folder}/recipe/custom_recipe.py`,
    `from slapos.recipe.librecipe import GenericBaseRecipe

class Recipe(GenericBaseRecipe):
    def install(self):
        # Create necessary directories
        self.createDirectory(self.options['directory'])
        # Write a configuration file
        config_path = self.options['config']
        with open(config_path, 'w') as f:
            f.write("custom configuration")
        return [config_path]
`,
  );
  await ide.edit(
    softwareProfile,
    (text) =>
      replaceOnce(
        insertAfter(text, '[buildout]\n', 'develop = ${recipe-egg:source}\n'),
        'recipe = ${buildout:directory}/software/recipe.py\n',
        'recipe = custom_recipe\n',
      ) + '\n[recipe-egg]\nsource = ${:_profile_base_location_}/recipe\n',
  );
  await ide.rebuild();
  await expect(ide.software).toContainText('Failed');
  await ide.show('Logs');
  await expect(ide.log).toContainText("missing 1 required positional argument: 'name'");

  await ide.edit(`${folder}/recipe/custom_recipe.py`, (text) =>
    replaceOnce(
      `import os\n\n${text}`,
      "self.createDirectory(self.options['directory'])",
      "os.makedirs(self.options['directory'], exist_ok=True)",
    ),
  );
  await ide.rebuildCompletely();
  const url = join(ide.server.workspace, softwareProfile);
  const release = createHash('md5').update(url).digest('hex');
  expect(readFileSync(join(ide.server.state, 'slapos/soft', release, 'custom/config.conf'), 'utf8')).toBe(
    'custom configuration',
  );
});

/** Opens the menu beside Rebuild and chooses. */
async function rebuildBy(ide: IdePage, item: string): Promise<void> {
  await ide.page.getByRole('button', { name: 'Rebuild options' }).click();
  await ide.page.getByRole('menuitem', { name: item }).click();
}

async function toggleOption(ide: IdePage, option: 'Verbose' | 'Force'): Promise<void> {
  await ide.page.getByRole('button', { name: 'Rebuild options' }).click();
  await ide.page.getByRole('menuitemcheckbox', { name: option }).click();
  await ide.page.keyboard.press('Escape');
}

test('Deploy and Test: the commands of the document are in the menu, and the log shows which ran', async ({
  ide,
}) => {
  // buildout -vvvv
  await toggleOption(ide, 'Verbose');
  await rebuildBy(ide, 'Software only');
  await expect(ide.rebuildButton).toBeVisible({ timeout: 60_000 });
  await expect(ide.software).toContainText('Completed');
  await ide.expectCommand(
    'Software',
    /\$ slapos node software --cfg \S+ --force --only-sr=\S+porting\/software\.cfg/,
  );
  await expect(ide.log).toContainText('-vvvv');
  await toggleOption(ide, 'Verbose');

  // Without force, what is built is left alone.
  await toggleOption(ide, 'Force');
  await rebuildBy(ide, 'Instance only');
  await expect(ide.rebuildButton).toBeVisible({ timeout: 60_000 });
  await expect(ide.instance).toContainText('Completed');
  await ide.expectCommand('Instance', /\$ slapos node instance --cfg \S+ --only-cp=slappart\d+/);
  await toggleOption(ide, 'Force');

  // slapos node software --all: every release that was ever built here, so not to its end
  await rebuildBy(ide, 'Rebuild all');
  await ide.expectCommand('Software', /\$ slapos node software --cfg \S+ --all/);
  await ide.stopRun();
});
