import { afterEach, expect, test, vi } from 'vitest';
import { forgetLastWords, lastWords, leaveBehind, type LastWord } from './leftBehind.ts';

const word: LastWord = { workspace: '/srv/w', path: 'workspace/a.cfg', page: 'one', text: 'x', savedAt: 1 };

afterEach(() => {
  localStorage.clear();
  vi.restoreAllMocks();
});

test('what a page left behind is found once it has ended, until it is forgotten', () => {
  expect(leaveBehind('one', [word])).toBe(true);
  expect(leaveBehind('two', [{ ...word, page: 'two', text: undefined }])).toBe(true);
  expect(lastWords((page) => page === 'one')).toEqual([word]);
  forgetLastWords((page) => page === 'one');
  expect(lastWords(() => true)).toEqual([{ ...word, page: 'two', text: undefined }]);
});

test('a page that goes on takes back what it left', () => {
  leaveBehind('one', [word]);
  leaveBehind('one', []);
  expect(lastWords(() => true)).toEqual([]);
});

test('what a fault cut short is passed over', () => {
  localStorage.setItem('webrunner.left.one', '[{"path":');
  localStorage.setItem('webrunner.left.two', '{"path":"a"}');
  expect(lastWords(() => true)).toEqual([]);
});

test('a browser that takes no more says so', () => {
  vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
    throw new DOMException('full', 'QuotaExceededError');
  });
  expect(leaveBehind('one', [word])).toBe(false);
});
