import { expect, test } from 'vitest';
import { formatTimes } from './times.mjs';

test('stages are told in their order, with their sum, and the ten slowest files from the slowest on', () => {
  const files = Array.from({ length: 12 }, (_, index) => ({ file: `${index}.test.ts`, seconds: index }));
  const stages = [
    { name: 'set-up', seconds: 2.04 },
    { name: 'unit', seconds: 100 },
  ];
  expect(formatTimes(stages, files).split('\n')).toEqual([
    'Where the time went:',
    '     2.0 s  set-up',
    '   100.0 s  unit',
    '   102.0 s  all',
    'The slowest files of tests:',
    ...[11, 10, 9, 8, 7, 6, 5, 4, 3, 2].map((index) => `${`${index}.0`.padStart(8)} s  ${index}.test.ts`),
  ]);
});

test('one file alone is not the slowest of anything', () => {
  expect(formatTimes([{ name: 'unit', seconds: 1 }], [{ file: 'a.test.ts', seconds: 1 }])).not.toContain(
    'slowest',
  );
});
