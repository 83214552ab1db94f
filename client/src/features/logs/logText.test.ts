import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stripAnsi } from '../../../../shared/core/ansi.ts';
import { diagnose } from '../../../../shared/profile/diagnosis/diagnose.ts';
import { failureText, findErrorBlock } from '../../../../shared/profile/diagnosis/errorBlock.ts';
import { findFileLinks, type ServerRoots } from '../../../../shared/profile/fileLinks.ts';
import { createLogBuffer } from './logBuffer.ts';
import { noise } from './noise.ts';
import { rowSegments, type Stretch } from '../../components/log/rowSegments.ts';
import { compileSearch } from '../../components/log/searchPattern.ts';

function blockOf(text: string): string[] | undefined {
  const log = createLogBuffer(0);
  log.append(0, new TextEncoder().encode(text));
  const block = findErrorBlock(log);
  if (!block) return undefined;
  return Array.from({ length: block.last - block.first + 1 }, (_, index) =>
    stripAnsi(log.text(block.first + index)),
  );
}

describe('the error of a failed step', () => {
  it('goes from the last While: to the Error: line', () => {
    expect(
      blockOf(`While:
  Installing.
Error: an earlier one
Installing x.
While:
  Installing.
  Getting section instance-profile.
Error: MD5 checksum mismatch for local resource at '/w/software/a/instance.cfg.in'.
Failed to run buildout profile in directory '/soft/1'
`),
    ).toEqual([
      'While:',
      '  Installing.',
      '  Getting section instance-profile.',
      "Error: MD5 checksum mismatch for local resource at '/w/software/a/instance.cfg.in'.",
    ]);
  });

  it('takes the exception at the end of a traceback, the last of a chain, with its indented lines', () => {
    expect(
      blockOf(`2026-11-21 03:47:13 slapos[20661] INFO Installing instance-profile.
2026-11-21 03:47:13 slapos[20661] INFO While:
2026-11-21 03:47:13 slapos[20661] INFO   Installing instance-profile.
2026-11-21 03:47:13 slapos[20661] INFO Error: MD5 checksum mismatch for local resource at '/w/instance.cfg.in'.
2026-11-21 03:47:13 slapos[20661] ERROR Failed to run buildout profile in directory '/s'
2026-11-21 03:47:13 slapos[20661] INFO Finished software releases.`),
    ).toHaveLength(3);
    const block = blockOf(`[2024-01-01 12:00:00,000] INFO While:
[2024-01-01 12:00:00,000] INFO   Initializing.
[2024-01-01 12:00:00,000] INFO 
[2024-01-01 12:00:00,000] INFO An internal error occurred due to a bug in either zc.buildout or in a
[2024-01-01 12:00:00,000] INFO recipe being used:
[2024-01-01 12:00:00,000] INFO Traceback (most recent call last):
[2024-01-01 12:00:00,000] INFO   File "/x/configparser.py", line 7, in parse
[2024-01-01 12:00:00,000] INFO ValueError: first
[2024-01-01 12:00:00,000] INFO 
[2024-01-01 12:00:00,000] INFO During handling of the above exception, another exception occurred:
[2024-01-01 12:00:00,000] INFO 
[2024-01-01 12:00:00,000] INFO Traceback (most recent call last):
[2024-01-01 12:00:00,000] INFO   File "/x/configparser.py", line 9, in parse
[2024-01-01 12:00:00,000] INFO zc.buildout.configparser.ParsingError: File contains parsing errors: /w/software.cfg
[2024-01-01 12:00:00,000] INFO 	[line 12]: 'no option'
[2024-01-01 12:00:00,000] ERROR Failed to run buildout
`);
    expect(block?.[0]).toContain('While:');
    expect(block?.at(-1)).toContain('[line 12]');
    expect(block).toHaveLength(15);
  });

  it('ends with an exception that is not called …Error, whose words are read without the prefixes of the log', () => {
    const at = '2026-11-21 06:18:01 slapos[13256] INFO ';
    const rows = [
      'While:',
      '  Installing.',
      "  Loading recipe '/s/1/software/recipe.py'.",
      '',
      'Traceback (most recent call last):',
      '    raise ParserSyntaxError(',
      'packaging._tokenizer.ParserSyntaxError: Expected package name at the start of dependency specifier',
      '    /s/1/software/recipe.py',
      '    ^',
      '',
      'The above exception was the direct cause of the following exception:',
      '',
      'Traceback (most recent call last):',
      '    raise InvalidRequirement(str(e)) from e',
      'packaging.requirements.InvalidRequirement: Expected package name at the start of dependency specifier',
      '    /s/1/software/recipe.py',
      '    ^',
    ];
    const log = createLogBuffer(0);
    const text = [...rows, "Failed to run buildout profile in directory '/s/1'"].map(
      (row) => `${at}${row}\n`,
    );
    log.append(0, new TextEncoder().encode(text.join('')));
    const block = findErrorBlock(log);
    const words = failureText(log, block);
    expect(words.split('\n')).toEqual(rows);
    expect(diagnose(words, []).cause).toContain('not a file such as /s/1/software/recipe.py.');
  });

  it('is told with the reason of the step, which has what the engine writes below the error line', () => {
    const log = createLogBuffer(0);
    log.append(
      0,
      new TextEncoder().encode(`2026-11-21 03:47:13 slapos[20661] ERROR 
Traceback (most recent call last):
  File "/x/slapgrid.py", line 1, in y
OSError: Software Release /w/software.cfg is not correctly installed.
Missing file: /s/1/instance.cfg
2026-11-21 03:47:13 slapos[20661] INFO Finished computer partitions.
`),
    );
    const block = findErrorBlock(log);
    expect(diagnose(failureText(log, block), []).cause).toBeUndefined();
    const reason =
      'OSError: Software Release /w/software.cfg is not correctly installed. Missing file: /s/1/instance.cfg';
    expect(failureText(log, block, reason).split('\n').at(-1)).toBe(reason);
    expect(diagnose(failureText(log, block, reason), []).cause).toContain('without an instance.cfg');
  });

  it('is the last error line where buildout says nothing', () => {
    expect(blockOf('ok\nValueError: no\nbye\n')).toEqual(['ValueError: no']);
    expect(blockOf('all is well\nNo errors: 0\n')).toBeUndefined();
  });

  it('is the While: block where no error line follows', () => {
    expect(blockOf('x\nWhile:\n  Installing.\nbye\n')).toEqual(['While:', '  Installing.']);
    expect(blockOf('x\nWhile:')).toEqual(['While:']);
  });
});

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
