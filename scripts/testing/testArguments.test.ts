import { expect, test } from 'vitest';
import { readTestArguments } from './testArguments.mjs';

const known = ['types', 'unit', 'engine', 'browser'];
const read = (...args: string[]) => readTestArguments(args, known);

test('without arguments every stage is run', () => {
  expect(read()).toEqual({ names: known, words: [] });
});

test('several stages are run in the order in which they are named', () => {
  expect(read('engine', 'unit')).toEqual({ names: ['engine', 'unit'], words: [] });
});

test('what follows a single stage is for its runner, also where it is the name of a stage', () => {
  expect(read('unit', 'planRun')).toEqual({ names: ['unit'], words: ['planRun'] });
  expect(read('browser', 'loop', '-g', 'engine')).toEqual({
    names: ['browser'],
    words: ['loop', '-g', 'engine'],
  });
  expect(read('engine', '-k', 'cancel')).toEqual({ names: ['engine'], words: ['-k', 'cancel'] });
});

test('a word that is no stage is refused, with what is known', () => {
  expect(() => read('planRun')).toThrow('Unknown stage: planRun. Known: types, unit, engine, browser;');
  expect(() => read('--watch')).toThrow('Unknown stage: --watch.');
});

test('words for a runner after several stages are refused, with the form that works', () => {
  expect(() => read('unit', 'engine', 'planRun')).toThrow('npm test -- unit planRun');
});
