import { expect, test } from 'vitest';
import { diagnose } from './diagnose.ts';
import type { ServerRoots } from '../fileLinks.ts';

const roots: ServerRoots = [{ folder: '/home/me/webrunner', root: 'workspace' }];

test('an MD5 sum that is out of date names the file and can be updated', () => {
  const text =
    "While:\n  Installing instance-profile.\nError: MD5 checksum mismatch for local resource at '/home/me/webrunner/software/x/instance.cfg.in'.\nFound: a, expected: b";
  expect(diagnose(text, roots)).toEqual({
    cause:
      'instance.cfg.in was changed after its MD5 sum had been written down. Write its new sum behind “md5sum = ”, in buildout.hash.cfg or software.cfg, and rebuild.',
    file: { path: 'workspace/software/x/instance.cfg.in' },
    action: 'md5',
  });
});

test.each([
  [
    'zc.buildout.configparser.MissingSectionHeaderError: File contains no section headers.\nfile: /home/me/webrunner/software/x/software.cfg, line: 3\n',
    3,
  ],
  [
    "zc.buildout.configparser.ParsingError: File contains parsing errors: /home/me/webrunner/software/x/software.cfg\n\t[line 12]: 'nonsense\\n'",
    12,
  ],
  [
    'Traceback (most recent call last):\n  File "/home/me/webrunner/software/x/software.cfg", line 7, in top-level template code\njinja2.exceptions.UndefinedError: \'title\' is undefined',
    7,
  ],
])('the line is told where the error has it', (text, line) => {
  expect(diagnose(text, roots).file).toEqual({ path: 'workspace/software/x/software.cfg', line });
});

test.each([
  ["ImportError: Entry point ('zc.buildout', 'makedirectory') not found", 'slapos.cookbook:mkdirectory'],
  ["Error: The referenced section, 'dcron', was not defined.", 'key dcron_location dcron:location'],
  ["Error: The referenced section, 'hello', was not defined.", 'no section [hello]'],
  ['Error: Referenced option does not exist: directory srv', '[directory] has no option srv'],
  ['Error: Referenced option does not exist: logrotate location', 'put logrotate among its parts'],
  ['Error: Referenced option does not exist: logrotate wrapper', '[logrotate] has no option wrapper'],
  ['Error: Missing option: dcron:location', 'extend ../../component/dcron/buildout.cfg'],
  ["While:\n  Installing gzip.\n\nTraceback\nKeyError: 'location'", 'key gzip_location gzip:location'],
  ['Error: Missing option: cron:cron-entries', 'cron-entries instead of cronentries'],
  ['Error: Missing option: a:url', '[a] needs the option url'],
  ["While:\n  Installing cron.\n\nTraceback\nKeyError: 'log-file'", 'log-file = ${directory:log}/crond.log'],
  ["While:\n  Installing a.b.\n\nKeyError: 'wrapper'", '[a.b] needs the option wrapper'],
  [
    "FileNotFoundError: [Errno 2] No such file or directory: '/i/slappart0/etc/plugin/x.py'",
    'plugin = ${:etc}/plugin',
  ],
  ["FileNotFoundError: [Errno 2] No such file or directory: '/nowhere/x.cfg'", 'There is no /nowhere/x.cfg'],
  ["Error: Couldn't find a distribution for 'flaskk'.", 'The egg flaskk is neither installed'],
  [
    "Error: We don't have a distribution for file_promise\nand can't install one in offline (no-install) mode.",
    'The egg file_promise is neither installed',
  ],
  [
    "While:\n  Installing.\n  Uninstalling custom-recipe.\n  Installing recipe custom_recipe.\n  Getting distribution for 'custom_recipe'.\nError: Couldn't find a distribution for 'custom_recipe'.",
    '[custom-recipe] was made by the recipe custom_recipe',
  ],
  [
    "Error: The substitution, ${foo},\ndoesn't contain a colon.",
    '${foo} has to name a section and an option',
  ],
  ['jinja2.exceptions.TemplateSyntaxError: unexpected end of template', 'unexpected end of template'],
  ['Error: Circular reference in substitutions.', 'circle'],
  ['Error: Picked: six = 1.16.0', 'six = 1.16.0'],
  ['Error: Non zero exit code (3) while running command.', 'A command of this part failed'],
  [
    'OSError: Software Release /x/software.cfg is not correctly installed.\nMissing file: /s/abc/instance.cfg',
    'without an instance.cfg',
  ],
  ["Error: No section named 'monitor-promise-base'", 'as software/helloworld does'],
  [
    "Error: The referenced section, 'monitor-promise-base', was not defined.",
    '“extends = {{ template_monitor }}” in [buildout] of the instance profile',
  ],
  ["Error: No section named 'jinja-templat'", 'no section [jinja-templat]'],
  ["Error: No section named 'logrotate'", 'no section [logrotate]'],
  [
    "Promise 'check_port' failed: ModuleNotFoundError: No module named 'slapos.promise.plugin.check_port_listening'",
    'It is check_socket_listening now',
  ],
  [
    "Promise 'x' failed: ModuleNotFoundError: No module named 'slapos.promise.plugin.check_nothing'",
    'no promise check_nothing. The module is named by “promise = ”: there are check_socket_listening, ',
  ],
  ["Promise 'check_flask.py' failed with output: Error connecting", 'promise check_flask.py'],
  [
    "RuntimeError: RunPromise class in check.py must implement 'IPromise' interface. @implementer(interface.IPromise) is missing ?",
    '@implementer(interface.IPromise)',
  ],
  [
    'packaging.requirements.InvalidRequirement: Expected package name at the start of dependency specifier\n    /x/recipe.py\n    ^',
    'not a file such as /x/recipe.py',
  ],
  ["Error: Buildout now includes 'buildout-versions' (and part of the older", 'show-picked-versions = true'],
  ["Error: Either 'module' or 'file' is required but not both", 'leave “module = ” empty'],
])('%s is explained', (text, words) => {
  expect(diagnose(text, []).cause).toContain(words);
});

test('a release without instance.cfg is mended in its profile, since the file that is missing cannot be opened', () => {
  const withReleases = [...roots, { folder: '/home/me/releases', root: 'releases' }];
  const text =
    'OSError: Software Release /home/me/webrunner/software/x/software.cfg is not correctly installed.\nMissing file: /home/me/releases/abc/instance.cfg';
  expect(diagnose(text, withReleases).file?.path).toBe('workspace/software/x/software.cfg');
});

test.each([
  "Promise 'check.py' failed with output: no answer",
  "Promise 'check' failed: ModuleNotFoundError: No module named 'slapos.promise.plugin.check'",
  "Promise 'check' failed: RuntimeError: RunPromise class in check.py must implement 'IPromise' interface.",
])('of %s, only a file that its line names is offered, and not the profile of the software', (text) => {
  const before = 'Processing x, of /home/me/webrunner/software/x/software.cfg';
  const after = 'See /home/me/webrunner/software/x/software.cfg, line 3';
  expect(diagnose(`${before}\n${text}\n${after}`, roots)).not.toHaveProperty('file');
  expect(diagnose(`${before}\n${text} (/home/me/webrunner/check.py)\n${after}`, roots).file).toEqual({
    path: 'workspace/check.py',
  });
});

test('nothing is said of an error that is not known', () => {
  expect(diagnose('Error: something new', roots)).toEqual({});
});
