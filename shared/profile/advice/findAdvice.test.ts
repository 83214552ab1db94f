import { describe, expect, test } from 'vitest';
import { adviceRules } from './adviceRules.ts';
import { cookbookVersion } from './cookbookRecipes.ts';
import { findAdvice } from './findAdvice.ts';
import type { Finding } from './rule.ts';

const instance = 'workspace/software/x/instance.cfg.in';
const software = 'workspace/software/x/software.cfg';
const python = 'workspace/software/x/check.py';

/** The text with every fix of one rule carried out. */
function fixed(path: string, text: string, rule: string): string {
  const edits = findAdvice(path, text)
    .filter((finding) => finding.rule === rule)
    .flatMap(({ fix }) => fix?.edits ?? [])
    .sort((a, b) => b.from - a.from);
  return edits.reduce((rest, { from, to, text: now }) => rest.slice(0, from) + now + rest.slice(to), text);
}

function found(path: string, text: string): [string, Finding['severity'], string][] {
  return findAdvice(path, text, { cookbook: cookbookVersion }).map(({ rule, severity, from, to }) => [
    rule,
    severity,
    text.slice(from, to),
  ]);
}

/** What the documents say, and what the text becomes when the fix is taken. */
const fixes: readonly { rule: string; path: string; before: string; after: string }[] = [
  {
    rule: 'makedirectory',
    path: instance,
    before: '[directories]\nrecipe = slapos.cookbook:makedirectory\nvar = ${buildout:directory}/var\n',
    after: '[directories]\nrecipe = slapos.cookbook:mkdirectory\nvar = ${buildout:directory}/var\n',
  },
  {
    rule: 'hexagonit-cmmi',
    path: software,
    before: '[nginx]\nrecipe = hexagonit.recipe.cmmi\nurl = http://nginx.org/download/nginx-1.21.0.tar.gz\n',
    after: '[nginx]\nrecipe = slapos.recipe.cmmi\nurl = http://nginx.org/download/nginx-1.21.0.tar.gz\n',
  },
  {
    rule: 'download-file',
    path: software,
    before: '[app]\nrecipe = hexagonit.recipe.download\nurl = https://example.com/app.py\n',
    after:
      '[app]\nrecipe = hexagonit.recipe.download\nurl = https://example.com/app.py\ndownload-only = true\n',
  },
  {
    rule: 'publish-recipe',
    path: instance,
    before: '[publish-connection-parameter]\nport = 1\n',
    after: '[publish-connection-parameter]\nrecipe = slapos.cookbook:publish\nport = 1\n',
  },
  {
    rule: 'component-location',
    path: instance,
    before: '[cron]\ndcrond-binary = ${dcron:location}/sbin/crond\n',
    after: '[cron]\ndcrond-binary = {{ dcron_location }}/sbin/crond\n',
  },
  {
    rule: 'release-folder',
    path: instance,
    before:
      '[s]\ncommand-line = ${buildout:parts-directory}/bin/run-flask --config=${flask-config:rendered}\n',
    after:
      "[s]\ncommand-line = {{ buildout['parts-directory'] }}/bin/run-flask --config=${flask-config:rendered}\n",
  },
  {
    rule: 'double-dollar',
    path: instance,
    before:
      '[directory]\na = 1\n[p]\nx = ${directory:a}\ny = ${directory:a}\npath = $${directory:promises}/a\n',
    after:
      '[directory]\na = 1\n[p]\nx = ${directory:a}\ny = ${directory:a}\npath = ${directory:promises}/a\n',
  },
  {
    rule: 'interpreter',
    path: software,
    before:
      '[python]\nrecipe = zc.recipe.egg\ninterpreter = python\n[w]\ncommand-line = ${python:executable} ${app:location}/app.py\n',
    after:
      '[python]\nrecipe = zc.recipe.egg\ninterpreter = python\n[w]\ncommand-line = ${buildout:bin-directory}/python ${app:location}/app.py\n',
  },
  {
    rule: 'etc-services',
    path: instance,
    before:
      '[directory]\nservice = ${:etc}/services\n[w]\nwrapper-path = ${buildout:directory}/etc/services/x\n',
    after:
      '[directory]\nservice = ${:etc}/service\n[w]\nwrapper-path = ${buildout:directory}/etc/service/x\n',
  },
  {
    rule: 'wrapper-in-etc',
    path: instance,
    before:
      '[directories]\nrecipe = slapos.cookbook:mkdirectory\netc = ${buildout:directory}/etc\n[w]\nwrapper-path = ${directories:etc}/run-flask\n',
    after:
      '[directories]\nrecipe = slapos.cookbook:mkdirectory\netc = ${buildout:directory}/etc\nservice = ${:etc}/service\n[w]\nwrapper-path = ${directories:service}/run-flask\n',
  },
  {
    rule: 'plugin-folder',
    path: instance,
    before:
      '[directories]\nrecipe = slapos.cookbook:makedirectory\netc = ${buildout:directory}/etc\n[p]\noutput = ${directories:etc}/plugin/check_flask.py\n',
    after:
      '[directories]\nrecipe = slapos.cookbook:makedirectory\netc = ${buildout:directory}/etc\nplugin = ${:etc}/plugin\n[p]\noutput = ${directories:plugin}/check_flask.py\n',
  },
  {
    rule: 'cronentries',
    path: instance,
    before: '[my-cron]\nrecipe = slapos.cookbook:cron\ncronentries = ${directory:cronentries}\n',
    after: '[my-cron]\nrecipe = slapos.cookbook:cron\ncron-entries = ${directory:cronentries}\n',
  },
  {
    rule: 'cron-log-file',
    path: instance,
    before: '[cron]\nrecipe = slapos.cookbook:cron\nbinary = ${directory:service}/crond\n\n[next]\na = 1\n',
    after:
      '[cron]\nrecipe = slapos.cookbook:cron\nbinary = ${directory:service}/crond\nlog-file = ${directory:log}/crond.log\n\n[next]\na = 1\n',
  },
  {
    rule: 'indented-header',
    path: software,
    before:
      '[p]\nrecipe = slapos.recipe.template:jinja2\ncontext =\n  section a b\n\n  [b]\nrecipe = hexagonit.recipe.download\nurl = x\n',
    after:
      '[p]\nrecipe = slapos.recipe.template:jinja2\ncontext =\n  section a b\n\n[b]\nrecipe = hexagonit.recipe.download\nurl = x\n',
  },
  {
    rule: 'promise-module',
    path: instance,
    before: '[url-promise]\n<= monitor-promise-base\nmodule = check_url_available\n',
    after: '[url-promise]\n<= monitor-promise-base\npromise = check_url_available\n',
  },
  {
    rule: 'promise-content',
    path: instance,
    before:
      '[monitor-promise-base]\nrecipe = slapos.cookbook:promise.plugin\ncontent =\n  from slapos.promise.plugin.${:module} import RunPromise\nmode = 600\n',
    after:
      '[monitor-promise-base]\nrecipe = slapos.cookbook:promise.plugin\nmodule = slapos.promise.plugin.${:promise}\nmode = 600\n',
  },
  {
    rule: 'promise-content',
    path: instance,
    before:
      '[url-promise]\nrecipe = slapos.cookbook:promise.plugin\nmodule = check_url_available\ncontent =\n  from slapos.promise.plugin.${:module} import RunPromise\nmode = 600\n',
    after:
      '[url-promise]\nrecipe = slapos.cookbook:promise.plugin\nmodule = slapos.promise.plugin.check_url_available\nmode = 600\n',
  },
  {
    rule: 'inline-raw',
    path: instance,
    before:
      '[t]\nrecipe = slapos.recipe.template:jinja2\ntemplate = inline:\n  Title: {{title}}\nrendered = a\ncontext =\n  key title instance-parameter:configuration.title\n',
    after:
      '[t]\nrecipe = slapos.recipe.template:jinja2\ntemplate = {% raw %}inline:\n  Title: {{title}}{% endraw %}\nrendered = a\ncontext =\n  key title instance-parameter:configuration.title\n',
  },
  {
    rule: 'dotted-name',
    path: instance,
    before:
      '[t]\ntemplate = inline:\n  port = {{ configuration.port }}\ncontext =\n  key configuration.port instance-parameter:configuration.port\n',
    after:
      '[t]\ntemplate = inline:\n  port = {{ configuration_port }}\ncontext =\n  key configuration_port instance-parameter:configuration.port\n',
  },
  {
    rule: 'software-stack',
    path: software,
    before: '[buildout]\nparts = python flask app-wrapper\n',
    after: '[buildout]\nextends = ../../stack/slapos.cfg\nparts = python flask app-wrapper\n',
  },
  {
    rule: 'instance-eggs',
    path: instance,
    before: '[buildout]\nparts = directories\n',
    after:
      "[buildout]\neggs-directory = {{ buildout['eggs-directory'] }}\ndevelop-eggs-directory = {{ buildout['develop-eggs-directory'] }}\noffline = true\nparts = directories\n",
  },
  {
    rule: 'gone-address',
    path: software,
    before: '[slaposcookbook]\nrepository = http://git.erp5.org/repos/slapos.git\n',
    after: '[slaposcookbook]\nrepository = https://lab.nexedi.com/nexedi/slapos.git\n',
  },
  {
    rule: 'promise-interface',
    path: python,
    before:
      'from slapos.grid.promise.generic import GenericPromise\n\nclass RunPromise(GenericPromise):\n  pass\n',
    after:
      'from zope.interface import implementer\nfrom slapos.grid.promise import interface\nfrom slapos.grid.promise.generic import GenericPromise\n\n@implementer(interface.IPromise)\nclass RunPromise(GenericPromise):\n  pass\n',
  },
  {
    rule: 'create-directory',
    path: python,
    before:
      "from slapos.recipe.librecipe import GenericBaseRecipe\nself.createDirectory(self.options['directory'])\n",
    after:
      "import os\nfrom slapos.recipe.librecipe import GenericBaseRecipe\nos.makedirs(self.options['directory'], exist_ok=True)\n",
  },
  {
    rule: 'curly-quotes',
    path: python,
    before: 'log_file = self.getConfig(‘log-file’)\nself.logger.error(f”x”, “Log file”)\n',
    after: 'log_file = self.getConfig(\'log-file\')\nself.logger.error(f”x”, "Log file")\n',
  },
];

describe.each(fixes)('$rule', ({ rule, path, before, after }) => {
  test('writes what is right', () => expect(fixed(path, before, rule)).toBe(after));
  test('has nothing more to say about it then', () => {
    expect(findAdvice(path, after).filter((finding) => finding.rule === rule)).toEqual([]);
  });
});

/** Where nothing can be written for the user: what is marked. */
const marks: readonly [rule: string, path: string, text: string, marked: string][] = [
  ['unknown-recipe', instance, '[a]\nrecipe = slapos.cookbook:apache\n', 'slapos.cookbook:apache'],
  [
    'recipe-path',
    software,
    '[custom-recipe]\nrecipe = ${buildout:directory}/software/recipe.py\n',
    '${buildout:directory}/software/recipe.py',
  ],
  ['no-section', software, '# top\nparts =\n  a\n[buildout]\nextends = x\n', 'parts ='],
  [
    'indented-header',
    software,
    '[buildout]\nextends = x\nparts =\n  a\n\n  [b]\n  recipe = slapos.cookbook:wrapper\n',
    '[b]',
  ],
  [
    'indented-header',
    software,
    '[p]\nrecipe = slapos.recipe.template:jinja2\ncontext =\n  [b]\nrecipe = slapos.cookbook:wrapper\n',
    '[b]',
  ],
  ['indented-header', software, '[a]\n<= base\nurl = x\n\n  [b]\n\n# below\n<= base\n', '[b]'],
  [
    'two-recipes',
    instance,
    '[publish]\nrecipe = slapos.cookbook:publish\n# XXX Jinja action!\nrecipe = slapos.recipe.template:jinja2\n',
    'recipe = slapos.recipe.template:jinja2',
  ],
  [
    'missing-option',
    instance,
    '[logrotate]\nrecipe = slapos.cookbook:logrotate\n[entry]\n<= logrotate\nrecipe = slapos.cookbook:logrotate.d\nname = a\nlog = b\n',
    '[entry]',
  ],
  [
    'missing-option',
    instance,
    '[base]\nrecipe = slapos.cookbook:logrotate.d\n[entry]\n<= base\nname = a\n',
    '[entry]',
  ],
  ['missing-option', instance, '[p]\nrecipe = slapos.cookbook:promise.plugin\noutput = x\n', '[p]'],
  [
    'develop-clone',
    software,
    '[buildout]\nextends = x\nslaposcookbook_recipe_location = ${:parts-directory}/slaposcookbook\ndevelop =\n  ${:slaposcookbook_recipe_location}\n',
    'develop =\n  ${:slaposcookbook_recipe_location}',
  ],
  [
    'promise-file',
    instance,
    '[flask-promise]\nrecipe = slapos.cookbook:promise.plugin\neggs = e\noutput = x\nmodule = check_flask\n',
    'module = check_flask',
  ],
  [
    'promise-base',
    instance,
    '[buildout]\neggs-directory = x\n[p]\n<= monitor-promise-base\n',
    'monitor-promise-base',
  ],
  [
    'logrotate-options',
    instance,
    '[logrotate-entry]\n<= logrotate\nrecipe = slapos.cookbook:logrotate.d\nrotatep-num = 30\n',
    'rotatep-num = 30',
  ],
  [
    'buildout-versions',
    software,
    '[buildout]\nextends = x\nextensions = buildout-versions\n',
    'buildout-versions',
  ],
  ['gone-address', software, '[a]\nurl = https://gitorious.org/x/y.git\n', 'https://gitorious.org/x/y.git'],
  ['md5sum-form', software, '[a]\nmd5sum = abc123def4567890\n', 'abc123def4567890'],
  ['parameter-recipe', instance, '[instance-parameter]\nconfiguration.port = 5000\n', '[instance-parameter]'],
];

test.each(marks)('%s is found', (rule, path, text, marked) => {
  const [first, ...rest] = found(path, text).filter(([id]) => id === rule);
  expect(first?.[2]).toBe(marked);
  expect(rest).toEqual([]);
});

test('every rule is shown at work here, and has a name of its own', () => {
  const shown = new Set([...fixes.map(({ rule }) => rule), ...marks.map(([rule]) => rule)]);
  expect(adviceRules.map(({ id }) => id).toSorted()).toEqual([...shown].toSorted());
});

test('what the monitor stack completes is told, not warned of', () => {
  const cron = '[cron]\nrecipe = slapos.cookbook:cron\ncronentries = ${directory:cronentries}\n';
  const text = `[buildout]\nextends = {{ template_monitor }}\n${cron}dcrond-binary = \${dcron:location}/sbin/crond\n`;
  expect(found(instance, text).map(([rule, severity]) => [rule, severity])).toEqual([
    ['cron-log-file', 'info'],
    ['cronentries', 'info'],
  ]);
});

test('a clone that only plain buildout does not develop at the first build is told, not warned of', () => {
  const text =
    '[buildout]\nextends = x\nclone = ${:parts-directory}/clone\ndevelop = ${:clone}\n[clone]\nrecipe = slapos.recipe.build:gitclone\n';
  expect(found(software, text)).toEqual([['develop-clone', 'info', 'develop = ${:clone}']]);
});

test('what is left to the instance by {% raw %} is found and mended all the same', () => {
  const text = (name: string) =>
    `[t]\ntemplate = {% raw %}inline:\n  {{ ${name} }}{% endraw %}\ncontext =\n  key ${name} instance-parameter:configuration.port\n`;
  expect(fixed(instance, text('configuration.port'), 'dotted-name')).toBe(text('configuration_port'));
});

test('in 500 sections the one line that is out of date is found', () => {
  const section =
    '[part-N]\nrecipe = slapos.cookbook:wrapper\ncommand-line = ${directory:bin}/x {{ y }}\nwrapper-path = ${directory:service}/x\n';
  const text = Array.from({ length: 500 }, (_, index) => section.replace('N', String(index))).join('\n');
  expect(findAdvice(instance, `${text}\n[a]\nrecipe = slapos.cookbook:makedirectory\n`)).toHaveLength(1);
});

test('comments and results of templates are left alone', () => {
  const comment =
    '# recipe = slapos.cookbook:makedirectory\n{# ${:etc}/services\n ${:etc}/services #}\n[a]\nb = 1\n';
  expect(findAdvice(instance, comment)).toEqual([]);
  expect(findAdvice('workspace/notes.md', 'recipe = slapos.cookbook:makedirectory\n')).toEqual([]);
});

test('what is new to the older template recipe is not asked of it', () => {
  const text =
    '[buildout]\nparts = p\neggs-directory = ${buildout:eggs-directory}\n[directory]\nrecipe = slapos.cookbook:mkdirectory\npromises = $${buildout:directory}/etc/promise\n[p]\nrecipe = slapos.cookbook:check_url_available\npath = $${directory:promises}/a\nurl = $${x:y}\ndash_path = ${dash:location}/bin/dash\ncurl_path = ${curl:location}/bin/curl\n';
  expect(findAdvice(instance, text)).toEqual([]);
});

test('two branches of a condition may each have a recipe', () => {
  const text =
    '[a]\n{% if x %}\nrecipe = slapos.cookbook:publish\n{% else %}\nrecipe = slapos.cookbook:wrapper\n{% endif %}\n';
  expect(findAdvice(instance, text)).toEqual([]);
});

test('a fix changes only what it is about, however many lines a value has', () => {
  const text = '[buildout]\nextends =\n  a\nextensions =\n  x\n  buildout-versions\n  y\n';
  expect(found(software, text)).toEqual([['buildout-versions', 'warning', 'buildout-versions']]);
});

test('a recipe is unknown only where the release pins the version whose recipes are known', () => {
  const text = '[a]\nrecipe = slapos.cookbook:slapconfiguration.instancenode.deferred\n';
  expect(findAdvice(instance, text)).toEqual([]);
  expect(findAdvice(instance, text, { cookbook: '1.0.499' })).toEqual([]);
  expect(findAdvice(instance, text, { cookbook: cookbookVersion }).map(({ rule }) => rule)).toEqual([
    'unknown-recipe',
  ]);
});

test('a release that stands for itself and pins its recipes needs no stack', () => {
  const text = (more: string) =>
    `[buildout]\nnewest = false\nversions = pins\nparts = a\n[a]\nrecipe = slapos.recipe.build:download\n${more}[pins]\nslapos-recipe-build = 0.57\n`;
  expect(found(software, text(''))).toEqual([]);
  expect(found(software, text('[b]\nrecipe = slapos.cookbook:wrapper\n')).map(([rule]) => rule)).toEqual([
    'software-stack',
  ]);
});

test('two dollars are right where the older recipe renders the file, however few there are', () => {
  const own =
    '[directory]\nrecipe = slapos.cookbook:mkdirectory\n[a]\nb = $${directory:bin}\nc = ${a:b}\nd = ${a:b}\n';
  const rules = (text: string) => found(instance, text).map(([rule]) => rule);
  expect(rules(own)).toEqual(['double-dollar']);
  expect(rules(`${own}e = \${slap-connection:server-url}\n`)).toEqual(['double-dollar']);
  // A section of the release, in a file that gets none by extending.
  expect(rules(`${own}e = \${git:location}/bin/git\n`)).toEqual([]);
  expect(rules(`[buildout]\neggs-directory = \${buildout:eggs-directory}\nparts =\n${own}`)).toEqual([]);
});
