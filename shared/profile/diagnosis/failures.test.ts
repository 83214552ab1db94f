import { expect, test } from 'vitest';
import { diagnose, type Diagnosis } from './diagnose.ts';
import commandFailed from './failures/command-failed.txt?raw';
import downloadRefused from './failures/download-refused.txt?raw';
import eggMissing from './failures/egg-missing.txt?raw';
import profileSyntax from './failures/profile-syntax.txt?raw';
import requestedNotReady from './failures/requested-not-ready.txt?raw';
import sectionUndefined from './failures/section-undefined.txt?raw';
import templateMissing from './failures/template-missing.txt?raw';
import templateSyntax from './failures/template-syntax.txt?raw';
import type { ServerRoots } from '../fileLinks.ts';

const roots: ServerRoots = [
  { folder: '/home/me/profiles', root: 'workspace' },
  { folder: '/home/me/slapos/inst', root: 'instances' },
];

/** What is said of a step that failed: what buildout printed of it, and the reason of the step. */
function adviceOn(printed: string, reason: string): Diagnosis {
  return diagnose(`${printed}\n${reason}`, roots);
}

test('a template that Jinja2 cannot read is named with the line that Jinja2 stopped at', () => {
  expect(
    adviceOn(
      templateSyntax,
      "jinja2.exceptions.TemplateSyntaxError: Expected an expression, got 'end of statement block'",
    ),
  ).toEqual({
    cause: "Jinja2 cannot read the template: Expected an expression, got 'end of statement block'.",
    file: { path: 'workspace/software/f-jinja/instance.cfg.in', line: 23 },
  });
});

test('of a template that is not there the part is named that should render it, and no line of another file', () => {
  const path = '/home/me/profiles/software/fast/instance.cfg.in';
  expect(
    adviceOn(templateMissing, `FileNotFoundError: [Errno 2] No such file or directory: '${path}'`),
  ).toEqual({
    cause: `There is no ${path}. Look at the name, and at what should have made it.`,
    section: 'instance-profile',
  });
});

const notReady =
  "KeyError: 'Connection parameter text not found. Status of requested instance is: started. If this error persists, check status of this instance.'";

test('an instance whose release is not built leads to that release', () => {
  const reason =
    'OSError: Software Release /home/me/profiles/software/recipe/software.cfg is not present on system. Cannot deploy instance.';
  expect(adviceOn('', reason)).toEqual({
    cause:
      'An instance needs the release recipe, which is not built. Choose that release, rebuild its software, then rebuild this instance.',
    file: { path: 'workspace/software/recipe/software.cfg' },
  });
});

test('an instance that waits for another one leads to Services', () => {
  const advice = adviceOn(requestedNotReady, notReady);
  expect(advice.cause).toMatch(/^The instance that this one requests has not published “text” yet/);
  expect(advice).toMatchObject({ action: 'services' });
  expect(advice.file).toBeUndefined();
  expect(advice.section).toBeUndefined();
});

test.each([
  ['an egg that is not to be had', eggMissing, 'The egg thisdoesnotexist-zzz-egg is neither', 'missing'],
  ['a command that fails', commandFailed, 'A command of this part failed.', 'cmd'],
  ['a section that is not there', sectionUndefined, 'There is no section [nosection]', 'publish'],
])('of %s the section is named that it is about', (_, text, words, section) => {
  const advice = adviceOn(text, '');
  expect(advice.cause).toContain(words);
  expect(advice).toMatchObject({ section });
  expect(advice.file).toBeUndefined();
});

test('a download that fails, or that may not be, leads to the line that asked for it', () => {
  const file = { path: 'workspace/software/f-url/software.cfg', line: 12 };
  expect(adviceOn(downloadRefused, '')).toEqual({
    cause:
      'http://127.0.0.1:1/nothing.tar.gz cannot be downloaded: Connection refused. Look at the address, and at whether this machine reaches it.',
    file,
  });
  const refused =
    'Error: Download refused: http://127.0.0.1:1/nothing.tar.gz (asked for by [dl] url, /home/me/profiles/software/f-url/software.cfg:12). Downloads are switched off (--no-downloads, WEBRUNNER_NO_DOWNLOADS): start without that to build this.';
  expect(adviceOn('', refused)).toEqual({
    cause:
      'Webrunner was started with --no-downloads, and the build needs http://127.0.0.1:1/nothing.tar.gz. Start it without that option, and rebuild.',
    file,
  });
  const nameless =
    "Error: Couldn't find a distribution for 'x'. Download failed: https://index.test/x/: No address. Look at the address, and at whether this machine reaches it.";
  expect(adviceOn('', nameless)).toEqual({
    cause:
      'https://index.test/x/ cannot be downloaded: No address. Look at the address, and at whether this machine reaches it.',
  });
});

test('a profile that buildout cannot read is named with the first line that is wrong', () => {
  expect(
    adviceOn(
      profileSyntax,
      'zc.buildout.configparser.ParsingError: File contains parsing errors: /home/me/profiles/software/f-syntax/software.cfg',
    ).file,
  ).toEqual({ path: 'workspace/software/f-syntax/software.cfg', line: 14 });
});
