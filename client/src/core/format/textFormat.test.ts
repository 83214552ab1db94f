import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { byteOrderMark, decodeText, lineEndsOf, smallestEdit, toDisk } from './textFormat.ts';

test.each([
  ['one line', 'LF'],
  ['a\nb\n', 'LF'],
  ['a\r\nb\r\n', 'CRLF'],
  ['a\rb\r', 'CR'],
  ['a\r\nb\n', 'mixed'],
  ['a\rb\r\n', 'mixed'],
  ['', 'LF'],
])('the lines of %j end in %s', (text, lineEnds) => {
  expect(lineEndsOf(text)).toBe(lineEnds);
});

test('the byte order mark of a file is kept', () => {
  expect(decodeText(new Uint8Array([0xef, 0xbb, 0xbf, 0x61]))).toBe(`${byteOrderMark}a`);
});

test('what is not UTF-8 is refused instead of being replaced', () => {
  expect(() => decodeText(new Uint8Array([0x61, 0xff]))).toThrow(TypeError);
});

test('lines that end in CR on disk end so again', () => {
  expect(toDisk('a\nb\n', 'CR')).toBe('a\rb\r');
  expect(toDisk('a\r\nb\r\n', 'CR')).toBe('a\rb\r');
  expect(toDisk('a\nb\n', 'LF')).toBe('a\nb\n');
});

test('the smallest edit leads from any text to any other', () => {
  const texts = fc.string({ unit: fc.constantFrom('a', 'b', '\n', 'é', '😀'), maxLength: 12 });
  fc.assert(
    fc.property(texts, texts, (from, to) => {
      const { start, end, text } = smallestEdit(from, to);
      expect(from.slice(0, start) + text + from.slice(end)).toBe(to);
      expect(start).toBeLessThanOrEqual(end);
    }),
  );
});
