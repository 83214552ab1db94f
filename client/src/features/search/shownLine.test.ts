import { expect, test } from 'vitest';
import { shownLine } from './shownLine.ts';

const shown = (text: string, ...ranges: [number, number][]): string =>
  shownLine({ text, ranges })
    .map((piece) => (piece.isMatch ? `[${piece.text}]` : piece.text))
    .join('');

test('a line is shown with its matches, without the white space before it', () => {
  expect(shown('    port = ${a:port}', [4, 8], [15, 19])).toBe('[port] = ${a:[port]}');
});

test('white space that was looked for stays', () => {
  expect(shown('    port', [2, 8])).toBe('[  port]');
});

test('a line whose first match is far right begins shortly before it', () => {
  expect(shown(`  ${'x'.repeat(50)}port and port`, [52, 56], [61, 65])).toBe(
    `…${'x'.repeat(24)}[port] and [port]`,
  );
});
