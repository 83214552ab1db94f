import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findInputs, maxInputs } from './profileInputs.ts';

let workspace: string;

beforeEach(async () => {
  workspace = await mkdtemp(join(tmpdir(), 'inputs-'));
});
afterEach(async () => {
  await rm(workspace, { recursive: true });
});

async function write(files: Record<string, string>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(workspace, name)), { recursive: true });
    await writeFile(join(workspace, name), text);
  }
}

async function inputs(profile = 'software/web/software.cfg'): Promise<string[]> {
  const found = await findInputs(workspace, join(workspace, profile));
  return [...found.files.keys()].map((path) => relative(workspace, path)).sort();
}

test('takes all files of the release, at any depth', async () => {
  await write({
    'software/web/software.cfg': '[buildout]\n',
    'software/web/instance.cfg.in': '',
    'software/web/template/deep/page.in': '',
    'software/web/sub/buildout.cfg': '',
    'software/other/software.cfg': '',
  });
  expect(await inputs()).toEqual([
    'software/web/instance.cfg.in',
    'software/web/software.cfg',
    'software/web/sub/buildout.cfg',
    'software/web/template/deep/page.in',
  ]);
});

test('follows extends from profile to profile, and takes the folder of each', async () => {
  await write({
    'software/web/software.cfg':
      '[buildout]\nextends =\n  ../../stack/slapos.cfg\n  https://example.org/no.cfg\n',
    'stack/slapos.cfg': '[buildout]\nextends = ../component/ruby/buildout.cfg\n',
    'stack/monitor/buildout.cfg': '',
    'stack/files/used.in': '',
    'component/ruby/buildout.cfg': '',
    'component/ruby/patches/one.patch': '',
    'component/go/buildout.cfg': '',
  });
  expect(await inputs()).toEqual([
    'component/ruby/buildout.cfg',
    'component/ruby/patches/one.patch',
    'software/web/software.cfg',
    'stack/files/used.in',
    'stack/slapos.cfg',
  ]);
});

test('ends on profiles that extend each other, that are missing, and that lie outside', async () => {
  await write({
    'software/web/software.cfg':
      '[buildout]\nextends = a.cfg ../missing.cfg /etc/passwd ../../../outside.cfg\n',
    'software/web/a.cfg': '[buildout]\nextends = software.cfg a.cfg\n',
  });
  expect(await inputs()).toEqual(['software/web/a.cfg', 'software/web/software.cfg']);
});

test('leaves out what is hidden and what builds leave behind', async () => {
  await write({
    'software/web/software.cfg': '',
    'software/web/.git/HEAD': '',
    'software/web/.software.cfg.swp': '',
    'software/web/software.cfg~': '',
    'software/web/app/__pycache__/app.pyc': '',
    'software/web/app/app.egg-info/PKG-INFO': '',
    'software/web/app/app.py': '',
  });
  expect(await inputs()).toEqual(['software/web/app/app.py', 'software/web/software.cfg']);
});

test('follows links to files, and is not led in circles by links to folders', async () => {
  await write({ 'software/web/software.cfg': '', 'shared.in': 'text' });
  await symlink('../../shared.in', join(workspace, 'software/web/linked.in'));
  await symlink('.', join(workspace, 'software/web/circle'));
  await symlink('nowhere', join(workspace, 'software/web/broken'));
  expect(await inputs()).toEqual(['software/web/linked.in', 'software/web/software.cfg']);
});

test('stops at the limit', async () => {
  const names = Array.from({ length: maxInputs + 10 }, (_, n) => `software/web/many/${n}`);
  await write({ 'software/web/software.cfg': '' });
  await mkdir(join(workspace, 'software/web/many'));
  await Promise.all(names.map((name) => writeFile(join(workspace, name), '')));
  expect(await inputs()).toHaveLength(maxInputs);
});
