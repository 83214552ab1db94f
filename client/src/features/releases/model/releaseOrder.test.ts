import { expect, test } from 'vitest';
import { releaseOf } from '../../../testModel.ts';
import { matchingReleases, recentFirst } from './releaseOrder.ts';

const names = (releases: readonly { name: string }[]) => releases.map(({ name }) => name);

test('what was built last comes first, then the others by name', () => {
  const releases = [
    releaseOf({ name: 'a' }),
    releaseOf({ name: 'b', software: { state: 'completed', run: 3 } }),
    releaseOf({ name: 'c', instance: { state: 'failed', run: 7 } }),
    releaseOf({ name: 'd' }),
  ];
  const { recent, others } = recentFirst(releases);
  expect([names(recent), names(others)]).toEqual([
    ['c', 'b'],
    ['a', 'd'],
  ]);
});

test('is found by letters of the name, and by what a URL is called', () => {
  const url = 'https://git.example.com/o/s/-/raw/1.0.4/software/erp5/software.cfg';
  const releases = ['erp5/software-py3', 'simpleran/software-ors', 'slapos:erp5', url].map((name) =>
    releaseOf({ name }),
  );
  expect(names(matchingReleases(releases, 'ors'))).toEqual(['simpleran/software-ors']);
  expect(names(matchingReleases(releases, 'slerp'))).toEqual(['slapos:erp5']);
  expect(names(matchingReleases(releases, 'erp5 1.0.4'))).toEqual([url]);
  expect(names(matchingReleases(releases, '/raw/1.0'))).toEqual([url]);
  expect(matchingReleases(releases, 'nothing like it')).toEqual([]);
});
