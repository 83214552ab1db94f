import { expect, test } from 'vitest';
import { nameProblem } from './nameProblem.ts';

test('refuses the names that buildout cannot read back, and says where and what to do', () => {
  const cases: [string, RegExp][] = [
    ['a b', /character 2 of its name is a blank\. Rename it/],
    ['b ', /character 2 .* a blank/],
    ['a\tb', /U\+0009, white space/],
    ['\na', /character 1 .* U\+000A, white space/],
    ['a\u00a0b', /U\+00A0, white space/],
    ['a\u2028b', /U\+2028, white space/],
    ['a\u001fb', /U\+001F, a control character/],
    ['a[0]', /character 2 of its name is “\[”/],
    ['a]', /“\]”/],
    ['${a}', /character 2 .* “\{”/],
    ['}', /“\}”/],
  ];
  for (const [name, sentence] of cases) expect(nameProblem(name), JSON.stringify(name)).toMatch(sentence);
});

test('takes every other name', () => {
  for (const name of [
    'a',
    'a-b_c.d',
    '_',
    '#a',
    ';a',
    'a+',
    'a=b',
    'a:b',
    '<a>',
    '%(a)s',
    '"a"',
    '$a',
    'é',
    '日本',
    '😀',
  ])
    expect(nameProblem(name), name).toBeUndefined();
});
