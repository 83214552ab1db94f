/** Texts that are easy to read wrongly: by hand, and generated from pieces of such. */
import fc from 'fast-check';

export const hardProfiles: readonly string[] = [
  '',
  '\n\n',
  '# only a comment\n; and another\n',
  '[a]',
  '[a]\nb',
  '[a]\nb=',
  '[a]\nb = 1\n',
  '[ a ]\nb = 1\n',
  '[a] # comment\nb = 1\n',
  '[a]; comment [x]\nb = 1\n',
  '[a] x\nb = 1\n',
  '[a b]\nc = 1\n',
  '[]\na = 1\n',
  'a = 1\n[b]\nc = 1\n',
  '  a = 1\n[b]\n',
  '[a]\n  b = 1\n',
  '[a]\n\n\nb = 1\n',
  '[a]\nb = 1\n\n\n  c\n\n  d\n\n',
  '[a]\nb =\n\n    one\n\n      two\n    three\n',
  '[a]\nb =\n\tone\n    two\n',
  '[a]\nb =\n# comment within\n  one\n; another\n  two\n',
  '[a]\nb = one\n# comment within\n  two\n',
  '[a]\nb =\n  # no comment, since it is indented\n  one\n',
  '[a]\r\nb = 1\r\nc =\r\n  2\r\n  3\r\n',
  '[a]\rb = 1\rc = 2\r',
  '[a]\nb += 1\nb+=2\nb -= 3\nb-=4\n',
  '[a]\nb = 1\nb += 2\nb += 3\n',
  '[a]\nb += 1\nb = 2\n',
  '[a]\nb +=\n  one\nb +=\n  two\n',
  '[a]\nb   +=   1  \n',
  '[a]\n<= b\n   c\n<=d\n',
  '[a]\n=> b c\n',
  '[a]\n=>b\n  c\n',
  '[a]\nb == 1\n',
  '[a]\nb = c = d\n',
  '[a]\nb : 1\n',
  '[a]\nb:c = 1\n',
  '[a]\nb[c] = 1\n',
  '[a]\n{b} = 1\n',
  '[a]\nb\u00a0c = 1\n',
  '[a]\nb = \u00a0\u2003x\u00a0\n',
  '[a]\nb =\u001cx\u001f\n',
  '[a]\nb = \ufeffx\n',
  '[a]\n\u00e9 = \u{1f600}\n',
  '[a]\n= 1\n',
  '[a]\n+= 1\n',
  '[a]\nb - = 1\n',
  '[a]\nb+ = 1\n',
  '[a]\nb = 1\n[a]\nc = 2\n[a]\nb = 3\n',
  '[a]\nb = ${c:d} $${e:f} ${:g} $$\n',
  '[a:python_version >= "3"]\nb = 1\n',
  '[x]\n[a:python_version < "3"]\nb = 1\n[c]\nd = 1\n',
  '[x]\n[a: sys_platform == "win32"] # never\nb = 1\n  c\n',
  '[x]\n[a:python3]\nb = 1\n[a:python2]\nb = 2\n[a]\nc = 3\n',
  '[x]\n[a: "]" == "]"]\nb = 1\n',
  '[x]\n[a: [1, 2][0] == 1]\nb = 1\n',
  '[x]\n[a:]\nb = 1\n',
  '[x]\n[a: "\\x23" == "\\x3b"]\nb = 1\n',
  '[a]\nb = 1 # no comment\n',
  '[a]\nb = 1\n}\nnonsense\n[c\nd = 1\n',
  '[a]\nb =\n  {% if c %}\n  x\n  {% endif %}\n',
  '[a]\nb = 1\n  [c]\nd = 2\n',
  '[a]\nb = "\n  quoted\n"\n',
  `[a]\nb =\n${'  line\n'.repeat(500)}c = 1\n`,
  `[a]\nb = ${'x '.repeat(20_000)}\n`,
];

const word = fc.constantFrom('a', 'b', 'part', 'x.y', 'a-b', 'é', 'recipe', 'eggs', 'b+', 'c-', '_');
const blanks = fc.constantFrom('', ' ', '  ', '\t');
const value = fc.constantFrom(
  '',
  '1',
  ' two words',
  '${a:b}',
  '$${c:d}',
  'a = b',
  '# x',
  '; y',
  '[z]',
  '\u00a0n',
  '{{ j }}',
);
const condition = fc.constantFrom(
  ':python3',
  ':python2',
  ': sys_platform == "linux"',
  ':python_version < "3"',
  ': 1 == 1',
);
const line = fc.oneof(
  {
    weight: 3,
    arbitrary: fc
      .tuple(word, blanks, fc.constantFrom('=', '=', '+=', '-='), value)
      .map((all) => all.join('')),
  },
  {
    weight: 3,
    arbitrary: fc.tuple(fc.constantFrom(' ', '  ', '\t', '    '), value).map((all) => all.join('')),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(blanks, word, blanks).map(([a, name, b]) => `[${a}${name.replace(/[+-]$/, '')}${b}]`),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(word, condition).map(([name, when]) => `[${name.replace(/[+-]$/, '')}${when}]`),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom('', '', '   ', '# comment', '; comment', '[a] # c', '<= a b', '<=a', '=> a b'),
  },
);
/** Some lines that buildout cannot read, in few texts. */
const bad = fc.constantFrom('nonsense', '[a', 'b : c', '{x} = 1', '[]', '}');

/** Texts that buildout can mostly read, from a seed: the same each time. A first section without condition is always open. */
export function generatedProfiles(count: number, seed: number): string[] {
  const text = fc
    .tuple(
      fc.array(fc.oneof({ weight: 60, arbitrary: line }, { weight: 1, arbitrary: bad }), { maxLength: 30 }),
      fc.constantFrom('\n', '\n', '\n', '\r\n', '\r'),
      fc.boolean(),
    )
    .map(([lines, end, isEnded]) => ['[first]', 'one = 1', ...lines].join(end) + (isEnded ? end : ''));
  return fc.sample(text, { numRuns: count, seed });
}
