import { expect, test } from 'vitest';
import { readProfile } from './profileText.ts';
import { structureRules } from './structureRules.ts';

const instance = 'workspace/software/x/instance.cfg.in';
const software = 'workspace/software/x/software.cfg';

/** Rules that find something, each with what it marks. */
function found(path: string, text: string): [string, string][] {
  const profile = readProfile(path, text);
  return structureRules.flatMap(({ id, check }) =>
    check(profile, {}).map(({ from, to }): [string, string] => [id, text.slice(from, to)]),
  );
}

test.each([
  [
    'has it by the one that it takes over',
    '[a]\nbackup = x\n[b]\n<= a\n[entry]\n<= b\nrecipe = slapos.cookbook:logrotate.d\n',
  ],
  ['may have it by one of another profile', '[entry]\n<= elsewhere\nrecipe = slapos.cookbook:logrotate.d\n'],
  ['has it further below', '[entry]\nrecipe = slapos.cookbook:logrotate.d\n[entry]\nbackup = x\n'],
  [
    'may have it by a condition in the one that it takes over',
    '[a]\nlog = x\n{% if y %}\nbackup = x\n{% endif %}\n[entry]\n<= a\nrecipe = slapos.cookbook:logrotate.d\n',
  ],
  [
    'takes itself over, of which buildout tells',
    '[a]\n<= b\nbackup = x\n[b]\n<= a\n[entry]\n<= b\nrecipe = slapos.cookbook:logrotate.d\n',
  ],
])('no option is missing from a section that %s', (_, text) => {
  expect(found(instance, text)).toEqual([]);
});

/** Values of several lines, some of which begin with a bracket, as they stand between `recipe` and other options. */
const bracketed: readonly [what: string, lines: string][] = [
  ['a TOML file', 'inline =\n  title = "x"\n\n  [server]\n  recipe = "y"\n\n  [[proxy]]\n  [empty]\n'],
  ['a profile', 'inline =\n  [buildout]\n  parts = a\n\n  [a]\n  recipe = slapos.cookbook:wrapper\n'],
  ['JSON', 'inline =\n  {"a":\n  [1]\n  , "b":\n  [null]\n  }\n'],
  ['a test of the shell', 'command =\n  set -e\n  [ -e x ]\n  [ -e y ] || touch y\n  [[ $z ]]\n'],
  ['a list of Jinja', 'context =\n  key a b:c\n  {% set names =\n  [python]\n  %}\n  key d e:f\n'],
  ['an expression of Jinja', 'parts =\n  a\n  {{\n  [python]\n  | join }}\n'],
];

test.each(bracketed)('%s in a value is no section header with blanks before it', (_, lines) => {
  const recipe = 'recipe = slapos.recipe.template:jinja2\n';
  const texts = [
    `[p]\n${recipe}${lines}output = x\n`,
    `[p]\n${lines}${recipe}`,
    `[p]\n<= a\n${lines}${recipe}`,
  ];
  expect(
    texts.flatMap((text) => found(software, text)).filter(([rule]) => rule === 'indented-header'),
  ).toEqual([]);
});

test('a header with blanks before it is told once, also where a blank line is below', () => {
  const text =
    '[p]\nrecipe = slapos.recipe.template:jinja2\ncontext =\n  section a b\n\n  [b]\n\nrecipe = slapos.cookbook:wrapper\n';
  expect(found(instance, text)).toEqual([['indented-header', '[b]']]);
});
