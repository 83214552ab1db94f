import { expect, test } from 'vitest';
import { isLocalExtends, parseExtends } from './extends.ts';

test('lists what follows the equals sign and the lines that continue it', () => {
  const text = `[buildout]
extends = ../../stack/slapos.cfg
  ../../component/ruby/buildout.cfg ../../component/dash/buildout.cfg

\t./buildout.hash.cfg
parts = web
  ../not/extended.cfg
`;
  expect(parseExtends(text)).toEqual([
    '../../stack/slapos.cfg',
    '../../component/ruby/buildout.cfg',
    '../../component/dash/buildout.cfg',
    './buildout.hash.cfg',
  ]);
});

test('does not take what is commented out, even between the lines of a value', () => {
  const text = '[buildout]\nextends =\n  a.cfg\n#  b.cfg\n; c.cfg\n  d.cfg\n# extends = e.cfg\n';
  expect(parseExtends(text)).toEqual(['a.cfg', 'd.cfg']);
});

test('reads only the section buildout', () => {
  const text =
    '[other]\nextends = no.cfg\n[buildout] # main\nextends = yes.cfg\n[third]\nextends = no.cfg\n  no2.cfg\n';
  expect(parseExtends(text)).toEqual(['yes.cfg']);
});

test('takes what += adds and leaves what -= removes', () => {
  const text = '[buildout]\nextends = a.cfg\nextends += b.cfg\nextends -= a.cfg\n  c.cfg\n';
  expect(parseExtends(text)).toEqual(['a.cfg', 'b.cfg']);
});

test('counts conditional sections whatever they say', () => {
  const text =
    '[buildout]\nextends = a.cfg\n[buildout:python_version > "3.8"]\nextends += b.cfg\n[ buildout : linux ]\nextends += c.cfg\n';
  expect(parseExtends(text)).toEqual(['a.cfg', 'b.cfg', 'c.cfg']);
});

test('reads optional-extends, Windows line ends, and names each value once', () => {
  expect(parseExtends('[buildout]\r\nextends=a.cfg\r\n  a.cfg\r\noptional-extends = b.cfg\r\n')).toEqual([
    'a.cfg',
    'b.cfg',
  ]);
});

test('makes nothing of a text that is no profile', () => {
  expect(parseExtends('')).toEqual([]);
  expect(parseExtends('extends = a.cfg\n[\n]]\n= =\n')).toEqual([]);
});

test('tells files from addresses and from what is computed', () => {
  expect(['a.cfg', '../a.cfg', '/abs/a.cfg'].every(isLocalExtends)).toBe(true);
  expect(['https://example.org/a.cfg', 'file:///a.cfg', '${:base}/a.cfg'].some(isLocalExtends)).toBe(false);
});
