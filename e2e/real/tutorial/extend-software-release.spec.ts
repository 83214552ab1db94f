import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, join } from 'node:path';
import { expect, test } from '../../ideTest.ts';
import { insertAfter, replaceOnce } from '../../profileText.ts';

/**
 * The document "Extend Software Release Using Webrunner", chapter by chapter, in the reader's own helloworld. The
 * web page of the document lost the first line of each section; where a test writes such a line, the text
 * around it is the document's.
 */

const folder = 'software/helloworld';
const softwareProfile = `${folder}/software.cfg`;
const instanceProfile = `${folder}/instance.cfg.in`;
const hashFile = `${folder}/buildout.hash.cfg`;

test.describe.configure({ mode: 'serial' });
test.use({ keepsWorkspace: true });
test.beforeAll(({ server }) => {
  server.resetWorkspace();
});

test('Add Parameter: the title is among the connection parameters', async ({ ide, page, request }) => {
  test.setTimeout(240_000);
  await ide.rebuildCompletely();

  // Check Connection Parameters
  await ide.show('Services');
  await expect(ide.connectionParameter('name')).toContainText('Hello John Doe!');
  const address = await ide.connectionParameter('url.python').getByRole('link').first().getAttribute('href');
  expect(await (await request.get(address ?? '')).text()).toContain('Hello John Doe');

  // Locate Helloworld Software.cfg: full screen first, then the folder in the tree
  await ide.show('Editor');
  await page.getByRole('button', { name: 'Full screen' }).click();
  await expect(page.getByRole('banner')).toBeHidden();
  await ide.expandFoldersAbove(softwareProfile);
  await (await ide.scrollToEntry(softwareProfile)).click();
  await ide.expectText('software release');
  await expect(ide.software).toContainText('Completed');
  await expect(ide.instance).toContainText('Completed');
  await expect(ide.rebuildButton).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('banner')).toBeVisible();

  await ide.edit(instanceProfile, (text) =>
    insertAfter(
      insertAfter(
        text,
        'configuration.name = John Doe\n',
        `
# XXX This is the declaration of the default value for the parameter "title"
# (None here). If commented, the recipe will crash. The "configuration." part
# of the parameter name means that the value will be the one given (if present)
# in instance parameters
configuration.title =
`,
      ),
      'name = Hello ${instance-parameter:configuration.name}!\n',
      `# XXX the published parameter "title". By default, its value is the value
# declared in the section [instance-parameter] above.
title = Title \${instance-parameter:configuration.title}!
`,
    ),
  );

  // "Otherwise the build will fail when checking the integrity of the file"
  await ide.rebuild();
  await expect(ide.software).toContainText('Failed');
  await ide.show('Logs');
  await expect(page.getByRole('log')).toContainText('MD5 checksum mismatch for local resource');
  // "either comment out your checksum or replace it"
  await ide.edit(hashFile, (text) => text.replace(/^md5sum/m, '# md5sum'));
  await ide.rebuildCompletely();

  await ide.show('Services');
  await expect(ide.connectionParameter('title')).toContainText('Title !');

  // "providing instance parameters … using the instance XML configuration"
  await ide.parameters.getByRole('button', { name: 'Instance XML' }).click();
  const xml = ide.parameters.getByRole('textbox', { name: 'Parameters as Instance XML' });
  await xml.fill('<instance><parameter id="title">of my own</parameter></instance>');
  await ide.applyParameters();
  await expect(ide.connectionParameter('title')).toContainText('Title of my own!');
  await ide.giveParameters({});
  await expect(ide.connectionParameter('title')).toContainText('Title !');
});

test('Add Feature: a template of the release becomes a file of the instance', async ({ ide, page }) => {
  await ide.openFile(softwareProfile);
  // The document has the folder with a slash in front of its name.
  await page.getByRole('button', { name: 'New Folder' }).click();
  await ide.nameEntry('/template');
  await expect(ide.treeEntry(`${folder}/template`)).toBeVisible();
  await page.getByRole('button', { name: 'New File' }).click();
  await ide.nameEntry('rendered.in');
  await expect(page.locator(`.monaco-editor[data-uri$="/${folder}/template/rendered.in"]`)).toHaveClass(
    /focused/,
  );
  await ide.edit(`${folder}/template/rendered.in`, () =>
    ['{% if title %}', '{{ title }}', '{% endif %}', 'Title: {{ name }}!', ''].join('\n'),
  );

  // As the web page has it: without the first line of the section
  await ide.edit(softwareProfile, (text) => {
    const listed = insertAfter(text, '  monitor2-template\n', '  template-get\n');
    const [before = ''] = listed.split('context =\n  section buildout');
    return `${before}context =
  section buildout buildout
  section template_get template-get

# Retrieve Jinja2 template to render via url. Location is only used
# to share information through buildout (corresponds to a default location)
recipe = hexagonit.recipe.download
url = \${:_profile_base_location_}/template/\${:filename}
location = \${buildout:parts-directory}/\${:_buildout_section_name_}
filename = rendered.in
download-only = true
extensions = jinja2.ext.do
context =
  section buildout buildout
`;
  });
  await ide.rebuild();
  await expect(ide.software).toContainText('Failed');
  await ide.show('Logs');
  await expect(page.getByRole('log')).toContainText(
    "The referenced section, 'template-get', was not defined.",
  );
  await ide.edit(softwareProfile, (text) =>
    replaceOnce(text, '# Retrieve Jinja2', '[template-get]\n# Retrieve Jinja2'),
  );

  await ide.edit(
    instanceProfile,
    (text) =>
      insertAfter(
        insertAfter(text, 'parts =\n', '  template-creation\n'),
        'var = ${:home}/var\n',
        '# Create folder which will contain the jinja template\ndata = ${:home}/srv/data\n',
      ) +
      `
[template-creation]
# XXX Jinja action!
recipe = slapos.recipe.template:jinja2

# The template value will be replaced via the info given in software.cfg
template = {{ template_get['location'] }}/{{ template_get['filename'] }}

# Declare where we want to get the new file rendered by Jinja
rendered = \${directory:data}/data1.txt
mode = 700

# Using context we can define specific values wich will be substituted in the
# template. "key" means that the value is defined by buildout.
context =
  key name instance-parameter:configuration.name
  key title instance-parameter:configuration.title
`,
  );
  await ide.rebuildCompletely();

  // "the logs: sections you have defined show up"
  await ide.show('Logs');
  await expect(page.getByRole('log')).toContainText('template-creation');
  await ide.openFile(`${await ide.partitionOf('helloworld')}/srv/data/data1.txt`);
  await ide.expectText('Title: John Doe!');
});

test('Add Component: cron runs logrotate, which rotates and compresses a log', async ({ ide, server }) => {
  await ide.edit(softwareProfile, (text) =>
    insertAfter(
      insertAfter(
        text,
        '  ../../component/helloweb/buildout.cfg\n',
        `# Add needed components
  ../../component/logrotate/buildout.cfg
  ../../component/dcron/buildout.cfg
  ../../component/gzip/buildout.cfg
`,
      ),
      '  template-get\n',
      '# Deployment of new components.\n  logrotate\n  dcron\n  gzip\n',
    ),
  );

  await ide.edit(
    instanceProfile,
    (text) =>
      insertAfter(
        insertAfter(
          text,
          '  template-creation\n',
          '  cron\n  cron-entry-logrotate\n  logrotate\n  logrotate-entry-helloworld\n',
        ).replace('data = ${:home}/srv/data\n', '# data = ${:home}/srv/data\n'),
        '# data = ${:home}/srv/data\n',
        `bin = \${:home}/bin
srv = \${:home}/srv
data = \${:srv}/data
# path of the log directory used by our service (see [hello-world])
log = \${:var}/log

# cron directories
cronentries = \${:etc}/cron.d
crontabs = \${:etc}/crontabs
cronstamps = \${:etc}/cronstamps

# logrotate directories
backup = \${:srv}/backup
logrotate-backup = \${:backup}/logrotate
logrotate-entries = \${:etc}/logrotate.d
`,
      ) +
      `
[cron]
# Deploy cron service
recipe = slapos.cookbook:cron
dcrond-binary = \${dcron:location}/sbin/crond
cronentries = \${directory:cronentries}
crontabs = \${directory:crontabs}
cronstamps = \${directory:cronstamps}
catcher = \${cron-simplelogger:wrapper}
binary = \${directory:service}/crond

[cron-simplelogger]
# Add logger to cron
recipe = slapos.cookbook:simplelogger
wrapper = \${directory:bin}/cron_simplelogger
log = \${directory:log}/cron.log

[cron-entry-logrotate]
# Add a cron entry
<= cron
recipe = slapos.cookbook:cron.d
name = logrotate
frequency = 0 * * * *
# Now that the cron is set up, we can define
# the command to launch at the defined frequency
command = \${logrotate:wrapper}

[logrotate]
# Deploy Logrotate (see ../../slapos/recipe/logrogate.py)
recipe = slapos.cookbook:logrotate

# Binaries
logrotate-binary = \${logrotate:location}/usr/sbin/logrotate
gzip-binary = \${gzip:location}/bin/gzip
gunzip-binary = \${gzip:location}/bin/gunzip

# Directories
wrapper = \${directory:bin}/logrotate
conf = \${directory:etc}/logrotate.conf

# in this folder will be defined tho files to save, and how to save them
logrotate-entries = \${directory:logrotate-entries}

# in this folder the logs will be compressed then saved
backup = \${directory:logrotate-backup}
state-file = \${directory:srv}/logrotate.status

[logrotate-entry-helloworld]
<= logrotate
recipe = slapos.cookbook:logrotate.d
name = helloworld-logrotate
log = \${directory:log}/log.log
frequency = daily
rotatep-num = 30
sharedscripts = true
notifempty = true
create = true
`,
  );
  await ide.rebuildCompletely();
  await ide.openFile(`${await ide.partitionOf('helloworld')}/etc/cron.d/logrotate`);
  await ide.expectText('0 * * * *');

  const partition = join(server.state, 'slapos/inst', basename(await ide.partitionOf('helloworld')));
  const log = join(partition, 'var/log/log.log');
  const state = join(partition, 'srv/logrotate.status');
  const backup = join(partition, 'srv/backup/logrotate');
  const kept = () => readdirSync(backup).sort();
  // An instance keeps its data: these are of the run of this test before.
  for (const path of [log, join(partition, 'var/log/cron.log'), ...kept().map((name) => join(backup, name))])
    rmSync(path, { force: true });

  // An hour is long: this crond also takes seconds.
  await ide.edit(instanceProfile, (text) =>
    replaceOnce(text, 'frequency = 0 * * * *\n', 'frequency = */2 * * * * * *\n'),
  );
  await ide.rebuildCompletely();

  // No service writes log.log any more, and that is what logrotate has to say.
  await ide.openFile(`${await ide.partitionOf('helloworld')}/var/log/cron.log`);
  await ide.expectText('log.log failed');

  /** Lets the log look as if it had been rotated last a day ago. */
  const writeLog = (text: string) => {
    writeFileSync(log, text);
    writeFileSync(state, `logrotate state -- version 2\n"${log}" 2001-1-1-0:0:0\n`);
  };
  writeLog('first day\n');
  await expect.poll(kept).toEqual([expect.stringMatching(/^log\.log-\d{8}$/)]);
  expect(readFileSync(log, 'utf8')).toBe('');
  // A day later: the recipe compresses a log when the next one is put aside.
  renameSync(join(backup, kept()[0] ?? ''), join(backup, 'log.log-20010101'));
  writeLog('second day\n');
  await expect.poll(kept).toEqual(['log.log-20010101.gz', expect.stringMatching(/^log\.log-\d{8}$/)]);
});

test('Update MD5 Sum: the sum from the menu makes the check work again', async ({ ide }) => {
  await ide.openFile(instanceProfile);
  const sum = await ide.md5Sum();
  await ide.edit(hashFile, (text) => text.replace(/^# md5sum = .*$/m, `md5sum = ${sum}`));
  await ide.rebuildCompletely();
});

/** An HTTP server of this test, for a promise to look at. */
async function listen(port = 0): Promise<Server> {
  const server = createServer((_, response) => response.end('here\n'));
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return server;
}

async function close(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}

test('Add Existing Promise: check_url_available on an address that answers, and that does not', async ({
  ide,
}) => {
  const site = await listen();
  const { port } = site.address() as AddressInfo;
  expect(ide.read(instanceProfile)).toContain('extends = {{ template_monitor }}');
  await ide.edit(
    instanceProfile,
    (text) =>
      insertAfter(text, '  template-creation\n', '  url-promise\n') +
      `
[url-promise]
# url checking promise
<= monitor-promise-base
module = check_url_available
name = check_some_url.py
config-url = http://127.0.0.1:${port}
config-check-secure = 1
`,
  );
  await ide.updateMd5Sum(instanceProfile);
  await ide.rebuildCompletely();
  await ide.show('Services');
  await expect(ide.promises).toContainText('check_some_url');
  await expect(ide.promises).toContainText('succeeded');

  await close(site);
  await ide.rebuild();
  await expect(ide.software).toContainText('Completed');
  await expect(ide.instance).toContainText('Promise failed');
  await expect(ide.promises).toContainText(`http://127.0.0.1:${port}`);
  // ".installed.cfg: in case of instantiation failing this is a good place to look"
  await ide.openFile(`${await ide.partitionOf('helloworld')}/.installed.cfg`);
  await ide.expectText('url-promise');

  const other = await listen(port);
  await ide.rebuildCompletely();
  await close(other);
  // For the tests that follow: an address that stays.
  await ide.edit(instanceProfile, (text) =>
    replaceOnce(text, `config-url = http://127.0.0.1:${port}`, 'config-url = ${helloweb-python:url}'),
  );
});

/** The promise of the document, with what its page lost: `try`, `else`, quotes and a call. */
const checkPort = `from zope.interface import implementer
from slapos.grid.promise import interface
from slapos.grid.promise.generic import GenericPromise

import socket
import sys

class RunPromise(GenericPromise):
  def __init__(self, config):
    super(RunPromise, self).__init__(config)
    # check port is listening at least every 2 minutes
    self.setPeriodicity(minute=2)

  def sense(self):
    """
      Simply test if we can connect to specified host:port.
    """
    hostname = self.getConfig('hostname')
    # if type of port should be int or str, unicode is not accepted.
    port = int(self.getConfig('port'))

    addr = (hostname , port)
    # in case of any error, we call "logger.error"
    # note that we could simply let the function raise an error, it would have the same effect
    # in this case the following code would be enough:
    #    socket.create_connection(addr).close()
    #    self.logger.info("port connection OK")
    try:
      socket.create_connection(addr).close()
    except (socket.herror, socket.gaierror) as e:
      self.logger.error("ERROR hostname/port ({}) is not correct: {}".format(addr, e))
    except (socket.error, socket.timeout) as e:
      self.logger.error("ERROR while connecting to {}: {}".format(addr, e))
    else:
      self.logger.info("port connection OK ({})".format(addr))

  # no need to define Test as it is the default implementation
  #def test(self):
  #  """
  #    Test is failing if last sense was bad.
  #  """
  #  return self._test(result_count=1, failure_amount=1)

  def anomaly(self):
    """
      There is an anomaly if last 3 senses were bad.
    """
    return self._anomaly(result_count=3, failure_amount=3)
`;

test('Check Port Listening Promise: a class of the reader is a promise of the instance', async ({
  ide,
  page,
}) => {
  const promiseFile = `${folder}/template/check_port.py`;
  const site = await listen();
  const { port } = site.address() as AddressInfo;
  await ide.openFile(softwareProfile);
  await ide.create('File', promiseFile);
  await ide.edit(promiseFile, () => checkPort);
  await ide.edit(
    softwareProfile,
    (text) =>
      insertAfter(
        insertAfter(text, '  template-get\n', '  port-promise-get\n'),
        '  section template_get template-get\n',
        '  section port_promise_get port-promise-get\n',
      ) + '\n[port-promise-get]\n<= template-get\nfilename = check_port.py\n',
  );
  await ide.edit(
    instanceProfile,
    (text) =>
      insertAfter(text, '  template-creation\n', '  port-promise\n') +
      `
[port-promise]
<= monitor-promise-base
file = {{ port_promise_get['location'] }}/{{ port_promise_get['filename'] }}
name = check_port.py
config-hostname = 127.0.0.1
config-port = ${port}
`,
  );
  await ide.updateMd5Sum(instanceProfile);

  // The text imports implementer, and does not use it: SlapOS says what it misses.
  await ide.rebuild();
  await expect(ide.instance).toContainText('Promise failed');
  await ide.show('Logs');
  await expect(page.getByRole('log')).toContainText('@implementer(interface.IPromise) is missing ?');

  await ide.edit(promiseFile, (text) =>
    replaceOnce(text, 'class RunPromise', '@implementer(interface.IPromise)\nclass RunPromise'),
  );
  await ide.rebuildCompletely();
  await ide.show('Services');
  await expect(ide.promises).toContainText('port connection OK');

  await close(site);
  await ide.rebuild();
  await expect(ide.instance).toContainText('Promise failed');
  await expect(ide.promises).toContainText(`ERROR while connecting to ('127.0.0.1', ${port})`);
});
