import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stripAnsi } from '../../../../shared/core/ansi.ts';
import { findFileLinks, type ServerRoots } from '../../../../shared/profile/fileLinks.ts';
import { noise } from './noise.ts';
import { rowSegments, type Stretch } from '../../components/log/rowSegments.ts';
import { compileSearch } from '../../components/log/searchPattern.ts';

const roots: ServerRoots = [
  { folder: '/home/me/profiles', root: 'workspace' },
  { folder: '/state/inst', root: 'instances' },
];

describe('links to files', () => {
  it.each([
    [
      "Error: MD5 checksum mismatch for local resource at '/home/me/profiles/a/instance.cfg.in'.",
      'workspace/a/instance.cfg.in',
      undefined,
    ],
    [
      'File contains parsing errors: /home/me/profiles/a/software.cfg [line 12]: x',
      'workspace/a/software.cfg',
      12,
    ],
    ['  File "/home/me/profiles/a/p.py", line 7, in sense', 'workspace/a/p.py', 7],
    ['/home/me/profiles/a/x.go:12:3: undefined', 'workspace/a/x.go', 12],
    ['see /state/inst/slappart0/.installed.cfg.', 'instances/slappart0/.installed.cfg', undefined],
  ])('are found in %s', (text, path, line) => {
    expect(findFileLinks(text, roots)).toEqual([
      expect.objectContaining({ path, line, from: text.indexOf('/'), to: expect.any(Number) as number }),
    ]);
  });

  it.each([
    '/home/me/profiles-2/a',
    '/etc/passwd',
    '/home/me/profiles/../x',
    '/home/me/profiles/',
    'profiles/a',
  ])('are not made of %s', (text) => expect(findFileLinks(text, roots)).toEqual([]));
});

describe('noise', () => {
  it.each([
    'networkcache badly configured',
    'INFO fatal: not a git repository (or any of the parent directories): .git',
    "Section `go` contains unused option(s): 'x'.",
    "This may be an indication for either a typo in the option's name or a bug in the used recipe.",
  ])('is %s', (text) => expect([noise.test(text), noise.mayBeIn(text)]).toEqual([true, true]));

  it.each(['Installing x.', 'Error: Missing option: x:url', 'fatal: could not read from repository'])(
    'is not %s',
    (text) => expect(noise.test(text)).toBe(false),
  );
});

describe('a search', () => {
  const found = (
    text: string,
    regex: boolean,
    matchCase: boolean,
    row: string,
  ): string[] | string | undefined => {
    const pattern = compileSearch({ text, regex, matchCase });
    if (pattern === undefined || 'error' in pattern) return pattern?.error;
    expect(pattern.test(row)).toBe(pattern.stretches(row).length > 0);
    return pattern.stretches(row).map(({ from, to }) => row.slice(from, to));
  };

  it('takes its text as it is written, unless it is an expression', () => {
    expect(found('a.c', false, true, 'abc a.c A.C')).toEqual(['a.c']);
    expect(found('a.c', false, false, 'abc a.c A.C')).toEqual(['a.c', 'A.C']);
    expect(found('a.c', true, true, 'abc a.c A.C')).toEqual(['abc', 'a.c']);
    expect(found('[x](', false, true, '[x](')).toEqual(['[x](']);
  });

  it('says what is wrong with an expression, and is none when empty', () => {
    expect(found('a(', true, true, '')).toMatch(/group/i);
    expect(found('', true, true, 'x')).toBeUndefined();
  });

  it('finds any text in itself when taken literally', () => {
    fc.assert(
      fc.property(
        fc
          .array(fc.nat(0xffff), { minLength: 1, maxLength: 20 })
          .map((units) => String.fromCharCode(...units)),
        (text) => {
          expect(found(text, false, true, text)).toEqual([text]);
        },
      ),
    );
  });
});

describe('segments of a row', () => {
  it('keep the text and carry style, match and link', () => {
    const link = { from: 4, to: 8, path: 'workspace/a', line: undefined };
    expect(rowSegments('at \u001b[31m /x/y\u001b[0m end', [{ from: 6, to: 10 }], [link])).toEqual([
      { text: 'at ', style: {}, matched: false, link: undefined },
      { text: ' ', style: { foreground: 1 }, matched: false, link: undefined },
      { text: '/x', style: { foreground: 1 }, matched: false, link },
      { text: '/y', style: { foreground: 1 }, matched: true, link },
      { text: ' e', style: {}, matched: true, link: undefined },
      { text: 'nd', style: {}, matched: false, link: undefined },
    ]);
  });

  it('put together are the text without escapes', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '\u001b[1m', '\u001b[0m', ' ') });
    fc.assert(
      fc.property(text, fc.array(fc.nat(5), { maxLength: 6 }), (row, gaps) => {
        const matches: Stretch[] = [];
        for (let index = 0, at = 0; index + 1 < gaps.length; index += 2) {
          const from = at + (gaps[index] ?? 0);
          at = from + 1 + (gaps[index + 1] ?? 0);
          matches.push({ from, to: at });
        }
        const segments = rowSegments(row, matches, []);
        const shown = stripAnsi(row);
        expect(segments.map((segment) => segment.text).join('')).toBe(shown);
        const inside = matches.map(({ from, to }) => shown.slice(from, to)).join('');
        expect(
          segments
            .filter(({ matched }) => matched)
            .map((segment) => segment.text)
            .join(''),
        ).toBe(inside);
      }),
    );
  });
});
