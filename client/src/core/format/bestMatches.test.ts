import { expect, test } from 'vitest';
import { bestMatches } from './bestMatches.ts';

const paths = [
  'workspace/component/helloweb/buildout.cfg',
  'workspace/software/helloworld/software.cfg',
  'workspace/software/helloworld/instance.cfg.in',
  'workspace/software/html5as/instance.cfg.in',
];

test('a run of letters in the name comes before one in the folders', () => {
  expect(bestMatches(paths, 'software', 2)[0]).toBe('workspace/software/helloworld/software.cfg');
});

test('letters may be far apart, as long as they come in this order', () => {
  expect(bestMatches(paths, 'hw inst', 9)).toEqual(['workspace/software/helloworld/instance.cfg.in']);
  expect(bestMatches(paths, 'zzz', 9)).toEqual([]);
});

test('case does not matter, and no more are given than wanted', () => {
  expect(bestMatches(paths, 'INSTANCE', 1)).toHaveLength(1);
});
