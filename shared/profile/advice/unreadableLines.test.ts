import { expect, test } from 'vitest';
import { findAdvice } from './findAdvice.ts';

const software = 'workspace/software/x/software.cfg';

/** What is marked as an error. */
function errors(path: string, text: string): string[] {
  return findAdvice(path, text)
    .filter(({ severity }) => severity === 'error')
    .map(({ from, to }) => text.slice(from, to));
}

test('lines that are neither header, option nor value are errors, each on its own', () => {
  const text = '[buildout]\nparts = a\nthis line is broken\n[broken\nfoo\n\n[a]\nrecipe = x\n';
  expect(errors(software, text)).toEqual(['this line is broken', '[broken', 'foo']);
});

test.each([
  ['a line with blanks before it, right below a header', '[a]\n  b = c\n', ['b = c']],
  ['a header with a blank in its name', '[a b]\n', ['[a b]']],
  ['something behind a header', '[a] b\n', ['[a] b']],
  ['a tag of Jinja in a profile that is not rendered', '[a]\n{% if x %}\nb = c\n', ['{% if x %}']],
  ['a text above all sections, where buildout stops', 'hello\n[a]\nb\n', ['hello']],
])('an error is %s', (_, text, marked) => {
  expect(errors(software, text)).toEqual(marked);
});

test.each([
  [
    'what buildout reads',
    software,
    '# a\n; b\n\n[a:python_version > "3.8"] # c\n<= b\nx += 1\ny-=2\n=> z\n\n  more\nlong =\n  [d]\n  {% e %}\n',
  ],
  ['a template of a profile', 'workspace/software/x/instance.cfg.in', '[buildout]\n{% if a %}\n'],
  [
    'a template that is called like a profile',
    'workspace/software/x/instance.cfg',
    '[buildout]\n{% if a %}\nb = c\n{% endif %}\n',
  ],
  ['the settings of another program', 'workspace/software/x/haproxy.cfg', 'global\n  daemon\n'],
])('there are no errors in %s', (_, path, text) => {
  expect(errors(path, text)).toEqual([]);
});
