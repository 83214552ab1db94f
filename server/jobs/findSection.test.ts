import { expect, test } from 'vitest';
import { findSection } from './findSection.ts';
import type { ProfileFiles } from './profileFiles.ts';

const texts: Readonly<Record<string, string>> = {
  'workspace/software/a/software.cfg': '[buildout]\nextends = ../../stack/slapos.cfg\nparts = hello\n',
  'workspace/software/a/instance.cfg.in': '[buildout]\nparts = publish\n\n[publish]\nrecipe = x\n',
  'workspace/software/a/README.md': '[publish]\n',
  'workspace/stack/slapos.cfg': '[buildout]\nextends = slapos.cfg more.cfg\n',
  'workspace/stack/more.cfg': '# more\n[hello]\nrecipe = x\nurl = a\n  recipe = no option\n',
};
const files: ProfileFiles = {
  read: (path) => Promise.resolve(texts[path]),
  list: () => Promise.resolve(['README.md', 'instance.cfg.in', 'software.cfg']),
};
const profile = 'workspace/software/a/software.cfg';
const find = (step: 'software' | 'instance', section: string, option?: string) =>
  findSection(profile, step, { section, option }, files);

test('a section of the software is found in the profiles that the release extends, also where they go round', async () => {
  expect(await find('software', 'hello')).toEqual({ path: 'workspace/stack/more.cfg', line: 2 });
});

test('a section of an instance is found in the profile that it was rendered from', async () => {
  expect(await find('instance', 'publish')).toEqual({
    path: 'workspace/software/a/instance.cfg.in',
    line: 4,
  });
});

test('an option is found on its line, and one that is not written in its section', async () => {
  expect(await find('software', 'hello', 'url')).toEqual({ path: 'workspace/stack/more.cfg', line: 4 });
  expect(await find('software', 'hello', 'nothing')).toEqual({ path: 'workspace/stack/more.cfg', line: 2 });
});

test('a section that no profile has is not found', async () => {
  expect(await find('software', 'publish')).toBeUndefined();
});
