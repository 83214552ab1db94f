import { expect, test } from '../../ideTest.ts';
import { insertAfter, replaceOnce } from '../../profileText.ts';

/** The document "How to add promises to a Software Release", in the reader's own helloworld. */

const folder = 'software/helloworld';
const softwareProfile = `${folder}/software.cfg`;
const instanceProfile = `${folder}/instance.cfg.in`;

test.describe.configure({ mode: 'serial' });
test.use({ keepsWorkspace: true });
test.beforeAll(({ server }) => {
  server.resetWorkspace();
});

test('an existing promise: the recipe check_url_available makes an executable', async ({ ide, page }) => {
  test.setTimeout(240_000);
  await ide.edit(`${folder}/buildout.hash.cfg`, (text) => text.replace(/^md5sum/m, '# md5sum'));
  // The document's profile was made by buildout itself, which turned "$${" into "${"; helloworld's is made by Jinja2.
  await ide.edit(
    instanceProfile,
    (text) =>
      insertAfter(text, 'parts =\n', '  frontend-promise\n') +
      `
[frontend-promise]
recipe = slapos.cookbook:check_url_available
path = $\${directory:promises}/apache_promise
url = $\${publish-kvm-frontend-connection-information:url}
dash_path = \${dash:location}/bin/dash
curl_path = \${curl:location}/bin/curl
`,
  );
  await ide.rebuild();
  await expect(ide.instance).toContainText('Failed');
  await ide.show('Logs');
  await expect(page.getByRole('log')).toContainText(
    "No such file or directory: '${directory:promises}/apache_promise'",
  );

  // One dollar, a URL that exists, and the two components among the parts.
  await ide.edit(instanceProfile, (text) =>
    replaceOnce(
      replaceOnce(text, '$${directory:promises}', '${directory:promises}'),
      '$${publish-kvm-frontend-connection-information:url}',
      '${helloweb-python:url}',
    ),
  );
  await ide.edit(softwareProfile, (text) => insertAfter(text, '  monitor2-template\n', '  dash\n  curl\n'));
  await ide.rebuildCompletely();
  await ide.show('Services');
  await expect(ide.promises).toContainText('apache_promise');
  await ide.openFile(`${await ide.partitionOf('helloworld')}/etc/promise/apache_promise`);
  await ide.expectText('URL="http://');

  await ide.edit(instanceProfile, (text) =>
    replaceOnce(text, 'url = ${helloweb-python:url}', 'url = http://127.0.0.1:1'),
  );
  await ide.rebuild();
  await expect(ide.software).toContainText('Completed');
  await expect(ide.instance).toContainText('Promise failed');
  await ide.show('Services');
  await expect(ide.promises).toContainText('is not available');
  await ide.edit(instanceProfile, (text) =>
    replaceOnce(text, 'url = http://127.0.0.1:1', 'url = ${helloweb-python:url}'),
  );
});

test('a promise is an executable: 0 is "it works", another exit code is "it doesn\'t"', async ({ ide }) => {
  await ide.edit(
    instanceProfile,
    (text) =>
      insertAfter(text, 'parts =\n', '  my-promise\n') +
      `
[my-promise]
recipe = slapos.recipe.template:jinja2
output = \${directory:promises}/my_promise
mode = 700
inline =
  #!/bin/sh
  echo "arbitrary work"
  exit 3
`,
  );
  await ide.rebuild();
  await expect(ide.instance).toContainText('Promise failed');
  await ide.show('Services');
  await expect(ide.promises).toContainText('my_promise');
  await expect(ide.promises).toContainText('arbitrary work');

  await ide.edit(instanceProfile, (text) => replaceOnce(text, '  exit 3\n', '  exit 0\n'));
  await ide.rebuildCompletely();
});

test('a new promise: a recipe of the reader generates it', async ({ ide, page }) => {
  await ide.openFile(softwareProfile);
  await ide.create('Folder', `${folder}/recipe`);
  await ide.create('File', `${folder}/recipe/setup.py`);
  await ide.edit(
    `${folder}/recipe/setup.py`,
    () => `from setuptools import setup

setup(
  name='file_promise',
  version='1.0',
  py_modules=['file_promise'],
  install_requires=['slapos.cookbook'],
  entry_points={'zc.buildout': ['default = file_promise:Recipe']},
)
`,
  );
  await ide.create('File', `${folder}/recipe/file_promise.py`);
  await ide.edit(
    `${folder}/recipe/file_promise.py`,
    () => `from slapos.recipe.librecipe import GenericBaseRecipe


class Recipe(GenericBaseRecipe):

  def install(self):
    return [self.createExecutable(
      self.options['path'],
      '#!/bin/sh\\ntest -e %(file)s || { echo "%(file)s is missing"; exit 1; }\\n' % self.options)]
`,
  );
  const section = `
[file-promise]
recipe = file_promise
path = \${directory:promises}/file_promise
file = \${directory:etc}/name
`;
  await ide.edit(instanceProfile, (text) => insertAfter(text, 'parts =\n', '  file-promise\n') + section);

  // Nobody has told buildout yet where the recipe is.
  await ide.rebuild();
  await expect(ide.instance).toContainText('Failed');
  await ide.show('Logs');
  await expect(page.getByRole('log')).toContainText("We don't have a distribution for file_promise");

  await ide.edit(softwareProfile, (text) =>
    insertAfter(
      insertAfter(text, '  monitor2-template\n', '  file-promise\n') +
        `
[file-promise]
recipe = zc.recipe.egg
source = \${:_profile_base_location_}/recipe
eggs = file_promise
scripts =
`,
      '[buildout]\n',
      'develop = ${file-promise:source}\n',
    ),
  );
  await ide.rebuildCompletely();
  await ide.show('Services');
  await expect(ide.promises).toContainText('file_promise');

  await ide.edit(instanceProfile, (text) =>
    replaceOnce(text, 'file = ${directory:etc}/name\n', 'file = ${directory:etc}/no-such-file\n'),
  );
  await ide.rebuild();
  await expect(ide.instance).toContainText('Promise failed');
  await ide.show('Services');
  await expect(ide.promises).toContainText('no-such-file is missing');

  // A part is taken away by its recipe: so the recipe goes after the part.
  await ide.edit(instanceProfile, (text) =>
    replaceOnce(
      replaceOnce(text, '  file-promise\n', ''),
      section.replace('etc}/name', 'etc}/no-such-file'),
      '',
    ),
  );
  await ide.rebuildCompletely();
});
