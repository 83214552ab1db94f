import { expect, test } from 'vitest';
import type { ProfileFiles } from '../../jobs/profileFiles.ts';
import { findCookbookVersion } from './cookbookVersion.ts';

const stack = `[buildout]
versions = versions
[slapos-cookbook-develop]
recipe = zc.recipe.egg:develop
[versions]
slapos.cookbook = 1.0.499:whl
`;
const stacked = '[buildout]\nextends = ../../stack/slapos.cfg\nparts = a\n';

/** The version for a file of the release x, whose profiles are named without their folder. */
function versionOf(
  texts: Readonly<Record<string, string>>,
  path = 'software/x/instance.cfg.in',
): Promise<string | undefined> {
  const all = new Map(
    Object.entries({ 'stack/slapos.cfg': stack, ...texts }).map(([name, text]) => [
      `workspace/${name}`,
      text,
    ]),
  );
  const files: ProfileFiles = {
    read: (name) => Promise.resolve(all.get(name)),
    list: (folder) =>
      Promise.resolve(
        [...all.keys()]
          .filter((name) => name.slice(0, name.lastIndexOf('/')) === folder)
          .map((name) => name.slice(folder.length + 1)),
      ),
  };
  return findCookbookVersion(`workspace/${path}`, files);
}

test('a release has the version that its stack pins, and its own pin counts for more', async () => {
  expect(await versionOf({ 'software/x/software.cfg': stacked })).toBe('1.0.499');
  const own = `${stacked}[versions]\nslapos-cookbook = 1.0.1\n`;
  expect(await versionOf({ 'software/x/software.cfg': own })).toBe('1.0.1');
});

test('what is extended later counts for more, and so does the last line', async () => {
  const pins = (version: string) => `[versions]\nslapos.cookbook = 0\nSlapos_Cookbook = ${version}\n`;
  const texts = {
    'software/x/software.cfg': '[buildout]\nextends =\n  ../../stack/slapos.cfg\n  a.cfg\n  b.cfg\n',
    'software/x/a.cfg': `[buildout]\nextends = b.cfg\n${pins('2')}`,
    'software/x/b.cfg': pins('3'),
  };
  expect(await versionOf(texts)).toBe('3');
  expect(await versionOf({ ...texts, 'software/x/b.cfg': '[a]\n' })).toBe('2');
});

test('a file belongs to the release of its folder, or of the nearest one above', async () => {
  const texts = {
    'software/x/software.cfg': stacked,
    'software/x/y/software-ors.cfg': `${stacked.replace('../', '../../')}[versions]\nslapos.cookbook = 4\n`,
  };
  expect(await versionOf(texts, 'software/x/template/deep/instance.cfg.in')).toBe('1.0.499');
  expect(await versionOf(texts, 'software/x/y/instance.cfg.in')).toBe('4');
  expect(await versionOf(texts, 'software/x/y/software-ors.cfg')).toBe('4');
  expect(await versionOf(texts, 'component/z/buildout.cfg')).toBeUndefined();
  const described = {
    'software/z/end.cfg': stacked,
    'software/z/end.cfg.json': '{}',
    'software/z/base.cfg': '',
  };
  expect(await versionOf(described, 'software/z/base.cfg')).toBe('1.0.499');
});

test('where nobody can tell, there is none', async () => {
  const cases: Record<string, string>[] = [
    { 'software/x/software.cfg': '[buildout]\nextends = https://example.com/stack.cfg\n' },
    { 'software/x/software.cfg': '[buildout]\nextends = ../../stack/gone.cfg\n' },
    { 'software/x/software.cfg': '[buildout]\nextends = ../../../outside.cfg\n' },
    { 'software/x/software.cfg': '[buildout]\nparts = a\n' },
    { 'software/x/software.cfg': `${stacked}parts += slapos-cookbook-develop\n` },
    { 'software/x/software.cfg': `${stacked}develop = ../../cookbook\n` },
    { 'software/x/software.cfg': `${stacked}[versions:python2]\nslapos.cookbook = 1.0.1\n` },
    { 'software/x/software.cfg': `${stacked}[versions]\nslapos.cookbook =\n` },
    {
      'software/x/software.cfg': stacked,
      'software/x/software-py3.cfg': `${stacked}[versions]\nslapos.cookbook = 2\n`,
    },
  ];
  for (const texts of cases) expect(await versionOf(texts), JSON.stringify(texts)).toBeUndefined();
});

test('profiles that extend each other are read once each', async () => {
  const texts: Record<string, string> = {
    'software/x/software.cfg': '[buildout]\nextends = a0.cfg b0.cfg\n',
  };
  for (let level = 0; level < 30; level++) {
    for (const side of ['a', 'b']) {
      texts[`software/x/${side}${String(level)}.cfg`] =
        `[buildout]\nextends = a${String(level + 1)}.cfg b${String(level + 1)}.cfg software.cfg\n`;
    }
  }
  for (const side of ['a', 'b']) texts[`software/x/${side}30.cfg`] = stack;
  expect(await versionOf(texts)).toBe('1.0.499');
});
