import { expect, test } from 'vitest';
import { editProfile } from './editProfile.ts';
import { parseProfile } from './parseProfile.ts';
import { generatedProfiles, hardProfiles } from './testing/hardProfiles.ts';
import { valueOf } from './values.ts';

const text = '# top\n[buildout]\nparts =\n    a\n# why\n    b\neggs+=x\n\n[a] # first\nrecipe=x   \n; end\n';

test('a value is replaced as the one before it is written', () => {
  const parts = editProfile(text, { kind: 'set', section: 'buildout', option: 'parts', value: 'c\nd' });
  expect(parts).toBe(text.replace('    a\n# why\n    b', '    c\n    d'));
  const eggs = editProfile(text, { kind: 'set', section: 'buildout', option: 'eggs+', value: 'y' });
  expect(eggs).toBe(text.replace('eggs+=x', 'eggs+=y'));
});

test('an option is added below the last one, a section at the end', () => {
  const b = { kind: 'set', section: 'a', option: 'b', value: '1' } as const;
  expect(editProfile(text, b)).toBe(text.replace('recipe=x   \n', 'recipe=x   \nb = 1\n'));
  expect(editProfile(text, { ...b, section: 'new', option: 'b+' })).toBe(`${text}\n[new]\nb += 1\n`);
  expect(editProfile(text, { kind: 'addSection', section: 'new' })).toBe(`${text}\n[new]\n`);
  expect(editProfile(text, { kind: 'addSection', section: 'a' })).toBe(text);
});

test('an option goes with the lines of its value, a section with its options', () => {
  const parts = editProfile(text, { kind: 'remove', section: 'buildout', option: 'parts' });
  expect(parts).toBe(text.replace('parts =\n    a\n# why\n    b\n', ''));
  const section = editProfile(text, { kind: 'removeSection', section: 'a' });
  expect(section).toBe(text.replace('[a] # first\nrecipe=x   \n', ''));
});

test('line ends, and the missing one at the end, stay', () => {
  const set = { kind: 'set', section: 'a', option: 'y', value: '1\n2' } as const;
  expect(editProfile('[a]\r\nx = 1', set)).toBe('[a]\r\nx = 1\r\ny =\r\n  1\r\n  2');
  expect(editProfile('[b]\r\nx = 1', set)).toBe('[b]\r\nx = 1\r\n\r\n[a]\r\ny =\r\n  1\r\n  2');
});

test.each(['one', 'one\ntwo', 'a\n  b\n\nc', ''])('what is set in any profile is read again: %j', (value) => {
  for (const profile of [...hardProfiles.values(), ...generatedProfiles(300, 5).values()]) {
    const before = parseProfile(profile);
    for (const { name: section, assignments } of before.sections) {
      const last = assignments.at(-1);
      if (last === undefined || last.operator === '=>') continue;
      const option = (last.name + last.operator).slice(0, -1);
      const edited = editProfile(profile, { kind: 'set', section, option, value });
      const target = before.sections
        .filter(({ name }) => name === section)
        .flatMap((each) => each.assignments)
        .findLast((each) => each.name === last.name && each.operator === last.operator);
      const { from = 0, to = 0 } = target?.valueSpan ?? {};
      expect(edited.slice(0, from)).toBe(profile.slice(0, from));
      expect(edited.endsWith(profile.slice(to))).toBe(true);
      const after = parseProfile(edited)
        .sections.flatMap((each) => each.assignments)
        .find((each) => each.valueSpan.from === from);
      expect(after && valueOf(after)).toBe(value);
    }
  }
});
