import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findReleases } from './releaseProfiles.ts';

let workspace: string;
beforeEach(async () => {
  workspace = await mkdtemp(join(tmpdir(), 'profiles-'));
});
afterEach(() => rm(workspace, { recursive: true }));

async function write(...paths: string[]): Promise<void> {
  for (const path of paths) {
    await mkdir(dirname(join(workspace, path)), { recursive: true });
    await writeFile(join(workspace, path), '');
  }
}

test('finds the releases of the workspace and of the clones in it', async () => {
  await write(
    'software/helloworld/software.cfg',
    'slapos/software/helloworld/software.cfg',
    'slapos/software/simpleran/software-ors.cfg',
    'slapos/software/mariadb/standalone.cfg',
    'slapos/software/mariadb/standalone.cfg.json',
    'slapos/stack/monitor/test/software/inner/software.cfg',
    'git/other/software/a/b/software.cfg',
    'git/other/vendor/software/c/software.cfg',
  );
  expect([...(await findReleases(workspace))]).toEqual([
    ['git/other:a/b', 'git/other/software/a/b/software.cfg'],
    ['helloworld', 'software/helloworld/software.cfg'],
    ['slapos:helloworld', 'slapos/software/helloworld/software.cfg'],
    ['slapos:mariadb/standalone', 'slapos/software/mariadb/standalone.cfg'],
    ['slapos:simpleran/software-ors', 'slapos/software/simpleran/software-ors.cfg'],
  ]);
});

test('leaves out what is hidden, what tools leave, and folders with the name of a profile', async () => {
  await write('software/.git/a/software.cfg', 'node_modules/software/a/software.cfg', 'software/x/note');
  await mkdir(join(workspace, 'software/folder/software.cfg'), { recursive: true });
  expect([...(await findReleases(workspace))]).toEqual([]);
});

test('a link may stand for a release, and links in a circle do no harm', async () => {
  await write('elsewhere/software.cfg');
  await mkdir(join(workspace, 'software'));
  await symlink(join(workspace, 'elsewhere'), join(workspace, 'software/linked'));
  await symlink(join(workspace, 'software'), join(workspace, 'software/circle'));
  await symlink(join(workspace, 'gone'), join(workspace, 'software/gone'));
  const names = [...(await findReleases(workspace)).keys()];
  expect(names).toContain('linked');
  expect(names.length).toBeLessThan(3);
});

test('there is none where there is no folder', async () => {
  expect([...(await findReleases(join(workspace, 'missing')))]).toEqual([]);
});
