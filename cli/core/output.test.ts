import { expect, test } from 'vitest';
import { printable } from './output.ts';

test('nothing commands a terminal, and text stays as it is', () => {
  expect(printable('\x1b]52;c;eA==\x07\x1b[2J\x9b1m\x7f\0')).toBe('␛]52;c;eA==␇␛[2J\uFFFD1m␡␀');
  expect(printable('é 漢\t1\r\n')).toBe('é 漢\t1\r\n');
});
