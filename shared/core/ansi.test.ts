import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAnsi, stripAnsi } from './ansi.ts';

const esc = '\u001b';

describe('ANSI sequences', () => {
  it('become spans with the sixteen colours of the theme and the styles', () => {
    expect(parseAnsi(`plain ${esc}[1;31mred${esc}[22m thin${esc}[0m end`)).toEqual([
      { text: 'plain ', style: {} },
      { text: 'red', style: { bold: true, foreground: 1 } },
      { text: ' thin', style: { foreground: 1 } },
      { text: ' end', style: {} },
    ]);
    expect(parseAnsi(`${esc}[95;104mx${esc}[39;49my`)).toEqual([
      { text: 'x', style: { foreground: 13, background: 12 } },
      { text: 'y', style: {} },
    ]);
    expect(parseAnsi(`${esc}[2;3;4;7;9mx`)).toEqual([
      { text: 'x', style: { dim: true, italic: true, underline: true, inverse: true, strike: true } },
    ]);
  });

  it.each([
    [`${esc}[38;5;9mx`, { foreground: 9 }],
    [`${esc}[38;5;196mx`, { foreground: '#ff0000' }],
    [`${esc}[48;5;232mx`, { background: '#080808' }],
    [`${esc}[38;2;1;2;255mx`, { foreground: '#0102ff' }],
    [`${esc}[38:2::1:2:255mx`, { foreground: '#0102ff' }],
    [`${esc}[38:5:196mx`, { foreground: '#ff0000' }],
    [`${esc}[38;2;1;2;255;1mx`, { foreground: '#0102ff', bold: true }],
    [`${esc}[38;5;300mx`, {}],
    [`${esc}[4:0mx`, {}],
    [`${esc}[mx`, {}],
  ])('reads the colours of %j', (text, style) => {
    expect(parseAnsi(text)).toEqual([{ text: 'x', style }]);
  });

  it.each([
    ['cursor movements', `a${esc}[2K${esc}[1Gb`],
    ['window titles', `a${esc}]0;a title\u0007b`],
    ['links of OSC 8', `${esc}]8;;http://example.org/${esc}\\ab${esc}]8;;${esc}\\`],
    ['device control strings', `a${esc}P1$r0m${esc}\\b`],
    ['character sets', `a${esc}(Bb`],
    ['eight-bit sequences', 'a\u009b31mb'],
    ['bells and backspaces', 'a\u0007\bb'],
    ['a lone escape at the end', `ab${esc}`],
  ])('leaves out %s', (_, text) => {
    expect(stripAnsi(text)).toBe('ab');
  });

  it('shows the text after a string that never ends', () => {
    expect(stripAnsi(`a${esc}]0;title and an error`)).toBe('a0;title and an error');
  });

  it('keep every character of the text around them', () => {
    const escapes = fc.oneof(
      fc.array(fc.nat(255), { maxLength: 6 }).map((codes) => `${esc}[${codes.join(';')}m`),
      fc.array(fc.nat(255), { maxLength: 6 }).map((codes) => `${esc}[${codes.join(':')}m`),
      fc.constantFrom(
        `${esc}[2J`,
        `${esc}[?25l`,
        `${esc}]0;t\u0007`,
        `${esc}]8;;u${esc}\\`,
        `${esc}(B`,
        '\b',
        '\u0000',
      ),
    );
    const words = fc.string({ unit: fc.constantFrom('a', ' ', '<', '&', ';', '[', 'm', '\t', 'é', '😀') });
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            escapes.map((text) => ({ text, shown: '' })),
            words.map((text) => ({ text, shown: text })),
          ),
        ),
        (parts) => {
          const text = parts.map((part) => part.text).join('');
          const shown = parts.map((part) => part.shown).join('');
          expect(
            parseAnsi(text)
              .map((span) => span.text)
              .join(''),
          ).toBe(shown);
          expect(stripAnsi(text)).toBe(shown);
        },
      ),
    );
  });

  it('never throw, whatever the text, and leave no control character', () => {
    const anything = fc.string({
      unit: fc.oneof(
        fc.constantFrom(esc, '[', ']', ';', 'm', '3', '8', '\u0007', '\\'),
        fc.nat(0xff).map((unit) => String.fromCharCode(unit)),
      ),
    });
    fc.assert(
      fc.property(anything, (text) => {
        const shown = parseAnsi(text)
          .map((span) => span.text)
          .join('');
        expect(shown).toBe(stripAnsi(text));
        expect(shown).not.toMatch(/[\u0000-\u0008\u000a-\u001f\u007f-\u009f]/);
      }),
    );
  });
});
