import { expect, test } from 'vitest';
import { followPointer } from './followPointer.ts';

test('follows pointers with all their escapes, and leads nowhere else', () => {
  const value = { a: [{ 'b/c': { '~': 1 } }], é: 2, '%zz': 3, '': { '': 4 } };
  expect(followPointer(value, '#')).toBe(value);
  expect(followPointer(value, '#/a/0/b~1c/~0')).toBe(1);
  expect(followPointer(value, '#/%C3%A9')).toBe(2);
  expect(followPointer(value, '#/%zz')).toBe(3);
  expect(followPointer(value, '#//')).toBe(4);
  for (const nowhere of ['#/b', '#/a/1', '#/a/0/x/y', '#/toString', '#/a/length/x', '#anchor', 'x#/a', '']) {
    expect(followPointer(value, nowhere)).toBeUndefined();
  }
});
