import {
  chmod,
  lstat,
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  readlink,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { seedProfiles } from './seedProfiles.ts';
import type { Seed } from './seedProfiles.ts';
import { openTempFiles } from '../../core/state/tempFiles.ts';

let base: string;
let seed: Seed;
const profile = (...names: string[]) => join(base, 'profiles', ...names);
const user = (...names: string[]) => join(base, 'workspace', ...names);

beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'wr-'));
  await mkdir(profile('software', 'hello'), { recursive: true });
  await mkdir(profile('stack'));
  await mkdir(user());
  await writeFile(profile('software', 'hello', 'software.cfg'), 'bundled');
  await writeFile(profile('stack', 'tool'), '#!/bin/sh');
  await chmod(profile('stack', 'tool'), 0o555);
  await symlink('tool', profile('stack', 'link'));
  seed = {
    profiles: profile(),
    workspace: user(),
    isNew: false,
    marker: join(base, 'profiles.json'),
    tempFiles: await openTempFiles(join(base, 'saves')),
  };
});
afterEach(() => rm(base, { recursive: true }));

test('a new workspace gets the profiles, with modes and links, ready to be edited', async () => {
  await seedProfiles(seed);
  expect(await readFile(user('software', 'hello', 'software.cfg'), 'utf8')).toBe('bundled');
  expect((await lstat(user('stack', 'tool'))).mode & 0o777).toBe(0o755);
  expect(await readlink(user('stack', 'link'))).toBe('tool');
  expect((await readdir(user(), { recursive: true })).filter((name) => name.includes('.tmp'))).toEqual([]);
});

test("a user's file stays as it is", async () => {
  await mkdir(user('software', 'hello'), { recursive: true });
  await writeFile(user('software', 'hello', 'software.cfg'), 'mine');
  await writeFile(user('stack'), 'a file where a folder would go');
  await seedProfiles(seed);
  expect(await readFile(user('software', 'hello', 'software.cfg'), 'utf8')).toBe('mine');
  expect(await readFile(user('stack'), 'utf8')).toBe('a file where a folder would go');
});

test('what the user deleted does not come back, and new profiles of a later version are added', async () => {
  await seedProfiles(seed);
  await rm(user('software'), { recursive: true });
  await writeFile(profile('stack', 'later.cfg'), 'later');
  await seedProfiles(seed);
  expect((await readdir(user('stack'))).sort()).toEqual(['later.cfg', 'link', 'tool']);
  expect(await readdir(user())).toEqual(['stack']);
});

test('a tree of SlapOS profiles gets nothing, now or later', async () => {
  await mkdir(user('software'));
  await mkdir(user('stack'));
  await seedProfiles(seed);
  await rm(user('software'), { recursive: true });
  await seedProfiles(seed);
  expect(await readdir(user('stack'))).toEqual([]);
});

test('a copy that was interrupted goes on', async () => {
  await writeFile(seed.marker, JSON.stringify({ [user()]: 'copying' }));
  await mkdir(user('software'));
  await mkdir(user('stack'));
  await seedProfiles(seed);
  expect(await readFile(user('software', 'hello', 'software.cfg'), 'utf8')).toBe('bundled');
});

test('a workspace that was made anew, and another one, get the profiles again', async () => {
  await seedProfiles(seed);
  await rm(user(), { recursive: true });
  await mkdir(user());
  await seedProfiles({ ...seed, isNew: true });
  expect((await readdir(user())).sort()).toEqual(['software', 'stack']);
  await mkdir(join(base, 'second'));
  await seedProfiles({ ...seed, workspace: join(base, 'second') });
  expect((await readdir(join(base, 'second'))).sort()).toEqual(['software', 'stack']);
});
