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

const pages = { page: 'mine', previous: 'before', living: new Set(['mine', 'other']) };

test('drafts of a page that is gone are taken over', () => {
  const found = latestOrphans([draft('a', 'gone', 1), draft('b', 'gone', 2)], pages);
  expect(found.map(({ path }) => path)).toEqual(['a', 'b']);
});

test('drafts of a page that lives are left to it', () => {
  expect(latestOrphans([draft('a', 'other', 1)], pages)).toEqual([]);
});

test('what this page itself wrote is not taken over', () => {
  expect(latestOrphans([draft('a', 'mine', 1)], pages)).toEqual([]);
});

test('of several drafts of a file the latest counts', () => {
  const found = latestOrphans(
    [draft('a', 'gone', 5), draft('a', 'latest', 9), draft('a', 'older', 1)],
    pages,
  );
  expect(found.map(({ savedAt }) => savedAt)).toEqual([9]);
});

test('a page that was reloaded finds its own, also where another has left a later one', () => {
  const drafts = [draft('a', 'gone', 5), draft('a', 'before', 1), draft('a', 'older', 9)];
  for (const given of [drafts, drafts.toReversed()])
    expect(latestOrphans(given, pages).map(({ page }) => page)).toEqual(['before']);
});

test('what this page took over already is not replaced by what another left, or the page before wrote earlier', () => {
  const own = draft('a', 'mine', 5);
  expect(latestOrphans([own, draft('a', 'gone', 9)], pages)).toEqual([]);
  expect(latestOrphans([own, draft('a', 'before', 4)], pages)).toEqual([]);
  expect(latestOrphans([own, draft('a', 'before', 6)], pages)).toHaveLength(1);
  expect(latestOrphans([own, draft('b', 'gone', 1)], pages)).toHaveLength(1);
});
