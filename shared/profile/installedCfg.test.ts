import { expect, test } from 'vitest';
import { parseInstalledCfg } from './installedCfg.ts';

const sample = `[buildout]
installed_develop_eggs =\u0020
parts = web directory

[directory]
__buildout_installed__ =\u0020
__buildout_signature__ = attrs-26.1.0 pip-26.3
etc = /p/etc
recipe = slapos.cookbook:mkdirectory

[web]
__buildout_installed__ = /p/etc/service/web
	/p/etc/other
command = if true; then
	%(__buildout_space__)s%(__buildout_space__)secho "[no-section]"
	# no comment
	fi
trailing = a%(__buildout_space__)s
lines = %(__buildout_space_n__)sa
	b%(__buildout_space_n__)s
equals = a = b

[left-over]
recipe = x
`;

test('reads parts in their order, with values of several lines, escaped spaces and what looks like syntax', () => {
  const sections = parseInstalledCfg(sample);
  expect(sections.map(({ name }) => name)).toEqual(['web', 'directory', 'left-over']);
  expect(Object.fromEntries(sections[0]?.options ?? [])).toEqual({
    __buildout_installed__: '/p/etc/service/web\n/p/etc/other',
    command: 'if true; then\n  echo "[no-section]"\n# no comment\nfi',
    trailing: 'a ',
    lines: '\na\nb\n',
    equals: 'a = b',
  });
  expect([...(sections[1]?.options.keys() ?? [])]).toEqual([
    ...['__buildout_installed__', '__buildout_signature__', 'etc', 'recipe'],
  ]);
});

test('puts sections that are there twice together, and leaves out what is none of buildout', () => {
  const text =
    'stray\n[a]\nx = 1\nnonsense\n; comment\n# comment\n[buildout]\nparts = a\n[a]\ny = 2\n[ open\n';
  expect(parseInstalledCfg(text)).toEqual([
    {
      name: 'a',
      options: new Map([
        ['x', '1'],
        ['y', '2'],
      ]),
    },
  ]);
  expect(parseInstalledCfg('')).toEqual([]);
  expect(parseInstalledCfg('\0\xff[]=\n = x\n')).toEqual([]);
});

test('keeps the indentation of values that begin on their second line', () => {
  const text = '[a]\nx =\n    one\n      two\n\n    three\n\ny = 1\n';
  expect(parseInstalledCfg(text)[0]?.options).toEqual(
    new Map([
      ['x', 'one\n  two\n\nthree'],
      ['y', '1'],
    ]),
  );
});

test('reads hundreds of long sections in one go', () => {
  const text = Array.from(
    { length: 500 },
    (_, n) => `[part-${n}]\nrecipe = r\nlong = ${'x'.repeat(1000)}${'\n\tline'.repeat(200)}\n\n`,
  ).join('');
  const sections = parseInstalledCfg(`[buildout]\nparts = ${'part-1 '.repeat(2000)}\n${text}`);
  expect(sections).toHaveLength(500);
  expect(sections[499]?.options.get('long')?.split('\n')).toHaveLength(201);
});
