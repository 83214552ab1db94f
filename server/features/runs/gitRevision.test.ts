import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readRevision } from './gitRevision.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'git-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

const git = (...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=x', '-c', 'user.email=x@example.org', ...args], { cwd: folder })
    .toString()
    .trim();

test('is the commit of the repository around the folder, with whether there is more than it', async () => {
  expect(await readRevision(folder)).toBeUndefined();
  git('init', '-q');
  expect(await readRevision(folder)).toBeUndefined();
  await mkdir(join(folder, 'software'));
  await writeFile(join(folder, 'software/a.cfg'), 'text');
  git('add', '.');
  git('commit', '-q', '-m', 'first');
  const commit = git('rev-parse', 'HEAD');
  expect(await readRevision(join(folder, 'software'))).toEqual({ commit, dirty: false });
  await writeFile(join(folder, 'new'), '');
  expect(await readRevision(folder)).toEqual({ commit, dirty: true });
});

test('executes no file system monitor that the repository brings along', async () => {
  git('init', '-q');
  git('commit', '-q', '--allow-empty', '-m', 'first');
  const monitor = join(folder, '.git/monitor');
  await writeFile(monitor, `#!/bin/sh\ntouch ${join(folder, '.git/executed')}\n`, { mode: 0o755 });
  git('config', 'core.fsmonitor', monitor);
  expect(await readRevision(folder)).toMatchObject({ dirty: false });
  expect(await readdir(join(folder, '.git'))).not.toContain('executed');
});

test('does without a folder', async () => {
  expect(await readRevision(join(folder, 'none'))).toBeUndefined();
});
