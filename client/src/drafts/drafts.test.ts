import { expect, test } from 'vitest';
import { latestOrphans, type Draft } from './drafts.ts';

const draft = (path: string, page: string, savedAt: number): Draft => ({
  workspace: '/srv/w',
  path,
  page,
  text: `${page}:${savedAt}`,
  etag: '"1"',
  savedAt,
});

const living = new Set(['mine', 'other']);

test('drafts of a page that is gone are taken over', () => {
  const found = latestOrphans([draft('a', 'gone', 1), draft('b', 'gone', 2)], 'mine', living);
  expect(found.map(({ path }) => path)).toEqual(['a', 'b']);
});

test('drafts of a page that lives are left to it', () => {
  expect(latestOrphans([draft('a', 'other', 1)], 'mine', living)).toEqual([]);
});

test('what this page itself wrote is not taken over', () => {
  expect(latestOrphans([draft('a', 'mine', 1)], 'mine', living)).toEqual([]);
});

test('of several drafts of a file the latest counts', () => {
  const found = latestOrphans(
    [draft('a', 'gone', 5), draft('a', 'latest', 9), draft('a', 'older', 1)],
    'mine',
    living,
  );
  expect(found.map(({ savedAt }) => savedAt)).toEqual([9]);
});
