import { expect, test } from 'vitest';
import { findJsonProblem } from './jsonProblem.ts';

test('tells the place of what is wrong, and what is expected there', () => {
  const cases: [string, number, number, RegExp][] = [
    ['', 1, 1, /ends too early: A value/],
    ['{"a": x}', 1, 7, /^A value/],
    ['{\n  "a": 1\n  "b": 2\n}', 3, 3, /^"," or "}"/],
    ['{"a": 1,}', 1, 9, /^A name in double quotes/],
    ["{'a': 1}", 1, 2, /^A name in double quotes/],
    ['{"a" 1}', 1, 6, /^":"/],
    ['[1, 2', 1, 6, /ends too early: "," or "]"/],
    ['[1,]', 1, 4, /^A value/],
    ['[01]', 1, 2, /^A value/],
    ['{"a": "b\nc"}', 1, 7, /^A text that ends/],
    ['{"a": "\\x"}', 1, 7, /^A text that ends/],
    ['{} {}', 1, 4, /^The end/],
    ['nul', 1, 1, /^A value/],
    ['[1}', 1, 3, /^"," or "]"/],
  ];
  for (const [json, line, column, sentence] of cases) {
    expect(() => JSON.parse(json) as unknown, json).toThrow(SyntaxError);
    const problem = findJsonProblem(json);
    expect(problem, json).toMatchObject({ line, column });
    expect(problem?.sentence).toMatch(sentence);
  }
});

test('finds nothing wrong with JSON, however deep', () => {
  const values = [{}, [], 'x "é\\ \n', 0, -1.5e-7, true, null, { a: [1, { b: [] }, ''], c: {} }];
  for (const value of values) {
    expect(findJsonProblem(JSON.stringify(value))).toBeUndefined();
    expect(findJsonProblem(` ${JSON.stringify(value, undefined, 2)}\n`)).toBeUndefined();
  }
  const depth = 200_000;
  expect(findJsonProblem('['.repeat(depth) + ']'.repeat(depth))).toBeUndefined();
  expect(findJsonProblem('['.repeat(depth))).toMatchObject({ line: 1, column: depth + 1 });
});
