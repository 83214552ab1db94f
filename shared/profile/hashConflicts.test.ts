import { expect, test } from 'vitest';
import { solveConflicts } from './hashConflicts.ts';

const conflict = (ours: string, theirs: string, base = '') =>
  `<<<<<<< ours\n${ours}${base}=======\n${theirs}>>>>>>> theirs\n`;

test('conflicts about sums are taken from our side, be the base told or not', () => {
  const text = (part: (a: string, b: string) => string) =>
    `[a]\nfilename = b\n${part('md5sum = 1\n', 'md5sum = 2\n')}\n[c]\n${part('md5sum = 3\n', 'md5sum = 4\n')}`;
  const solved = text((ours) => ours);
  expect(solveConflicts(text((a, b) => conflict(a, b)))).toEqual({ text: solved, left: [] });
  expect(solveConflicts(text((a, b) => conflict(a, b, '||||||| base\nmd5sum = 0\n')))).toEqual({
    text: solved,
    left: [],
  });
  expect(solveConflicts(text((a, b) => conflict(a, b)).replaceAll('\n', '\r\n')).left).toEqual([]);
});

test('others stay, with their lines told', () => {
  const text = `${conflict('md5sum = 1\n', 'md5sum = 2\n')}${conflict('[a]\n', '[b]\n')}`;
  expect(solveConflicts(text)).toEqual({ text: `md5sum = 1\n${conflict('[a]\n', '[b]\n')}`, left: [2] });
});
