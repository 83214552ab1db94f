import { expect, test } from 'vitest';
import { sectionAt, sectionsOf } from './profileSections.ts';

const profile = ['# top', '[buildout]', 'parts =', '  a', '', '[a]', 'recipe = x', '[b:python]', ''];

test('a section goes to its last line that is not blank', () => {
  expect(sectionsOf(profile)).toEqual([
    { name: 'buildout', line: 2, endLine: 4 },
    { name: 'a', line: 6, endLine: 7 },
    { name: 'b', condition: 'python', line: 8, endLine: 8 },
  ]);
});

test('the cursor is in the section above it', () => {
  const at = (line: number) => sectionAt(line, (number) => profile[number - 1] ?? '');
  expect([1, 2, 5, 7].map(at)).toEqual([undefined, 'buildout', 'buildout', 'a']);
});
