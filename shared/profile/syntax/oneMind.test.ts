import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { readProfile } from '../advice/profileText.ts';
import { parseExtends } from '../extends.ts';
import { sectionsOf } from '../profileSections.ts';
import { parseProfile } from './parseProfile.ts';
import { generatedProfiles, hardProfiles } from './testing/hardProfiles.ts';

const profiles = fileURLToPath(new URL('../../../profiles', import.meta.url));

test('the outline and the advice name the same sections at the same lines', () => {
  const files = readdirSync(profiles, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.cfg(?:\.in)?$/.test(name),
  );
  expect(files.length).toBeGreaterThan(10);
  const texts = files.map((name) => readFileSync(join(profiles, name), 'utf8'));
  for (const text of [
    ...texts,
    ...hardProfiles,
    ...generatedProfiles(300, 3),
    '[a:python2]\n[{{ b }}-c]\n[d]\n',
  ]) {
    const advice = readProfile('a.cfg', text).sections.map(({ name, from }) => ({
      name,
      line: text.slice(0, from).split(/\r\n|\r|\n/).length,
    }));
    // The editor's lines end at any kind of line end.
    const outline = sectionsOf(text.split(/\r\n|\r|\n/)).map(({ name, line }) => ({ name, line }));
    expect(outline).toEqual(advice);
  }
});

test('a conditional section is known by its name everywhere', () => {
  const text = '[buildout:python2]\nextends = a.cfg\n';
  expect(sectionsOf(text.split('\n'))).toMatchObject([{ name: 'buildout', condition: 'python2' }]);
  expect(parseExtends(text)).toEqual(['a.cfg']);
});

test('tags of Jinja that nothing ends are read in time that grows with their number', () => {
  const start = performance.now();
  const { islands } = parseProfile('{% a\n{{ b\n{# c\n'.repeat(100_000), { jinja: true });
  expect(islands).toHaveLength(300_000);
  // With the square of their number it were a minute and more.
  expect(performance.now() - start).toBeLessThan(5000);
});
