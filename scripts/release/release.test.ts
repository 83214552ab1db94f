import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { collect } from '../setup/command.mjs';
import { isLater, releaseSection } from './changelog.mjs';

const script = fileURLToPath(new URL('../release.mjs', import.meta.url));
let folder: string;
const path = (name: string) => join(folder, name);
const read = (name: string) => readFile(path(name), 'utf8');
const versionIn = async (name: string) => (JSON.parse(await read(name)) as { version: string }).version;
const git = (...args: string[]) => execFileSync('git', args, { cwd: folder, encoding: 'utf8' }).trim();
const release = (...args: string[]) => collect(process.execPath, [script, ...args], { cwd: folder });

const changelog = `# Changelog

## Unreleased

### Added

- A thing.

## 0.1.0 - 2025-01-01

- The first.
`;

/** A clone of a project, whose tests end with the status given. */
async function makeClone(status = 0): Promise<void> {
  const description = { name: 'small', version: '0.1.0', scripts: { test: `exit ${status}` } };
  const lock = { name: 'small', version: '0.1.0', lockfileVersion: 3, requires: true };
  const packages = { '': { name: 'small', version: '0.1.0' } };
  await writeFile(path('package.json'), `${JSON.stringify(description, undefined, 2)}\n`);
  await writeFile(path('package-lock.json'), `${JSON.stringify({ ...lock, packages }, undefined, 2)}\n`);
  await writeFile(path('CHANGELOG.md'), changelog);
  git('init', '--quiet');
  git('config', 'user.name', 'Somebody');
  git('config', 'user.email', 'somebody@example.org');
  git('add', '.');
  git('commit', '--quiet', '-m', 'begin');
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'release-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('a release is a commit and an annotated tag with the version, the lock and the changelog in it', async () => {
  await makeClone();
  const { output, code } = await release('0.2.0');
  expect({ output, code }).toMatchObject({ code: 0 });
  expect(git('log', '--format=%s', '-1')).toBe('chore: release 0.2.0');
  expect(git('show', '--name-only', '--format=').split('\n')).toEqual([
    'CHANGELOG.md',
    'package-lock.json',
    'package.json',
  ]);
  expect(git('status', '--porcelain')).toBe('');
  expect(git('cat-file', '-t', 'v0.2.0')).toBe('tag');
  expect(git('rev-parse', 'v0.2.0^{commit}')).toBe(git('rev-parse', 'HEAD'));
  expect(git('tag', '--list', '--format=%(contents)', 'v0.2.0')).toBe('v0.2.0\n\n### Added\n\n- A thing.');
  expect(await versionIn('package.json')).toBe('0.2.0');
  const lock = JSON.parse(await read('package-lock.json')) as {
    packages: Record<string, { version: string }>;
  };
  expect(await versionIn('package-lock.json')).toBe('0.2.0');
  expect(lock.packages['']?.version).toBe('0.2.0');
  expect(await read('CHANGELOG.md')).toMatch(
    /## Unreleased\n\n## 0\.2\.0 - \d{4}-\d\d-\d\d\n\n### Added\n\n- A thing\.\n\n## 0\.1\.0 - 2025-01-01\n\n- The first\.\n$/,
  );
});

test('tests that fail stop it, unless they are skipped', async () => {
  await makeClone(1);
  const before = git('rev-parse', 'HEAD');
  expect(await release('0.2.0')).toMatchObject({
    code: 1,
    output: expect.stringContaining('The tests are not green') as string,
  });
  expect(git('rev-parse', 'HEAD')).toBe(before);
  expect(git('status', '--porcelain')).toBe('');
  expect(await release('0.2.0', '--skip-tests')).toMatchObject({ code: 0 });
  expect(git('tag')).toBe('v0.2.0');
});

test('a tree with changes stops it, unless they may stay: then they stay out of the commit', async () => {
  await makeClone();
  await writeFile(path('notes'), 'mine');
  git('add', 'notes');
  expect(await release('0.2.0')).toMatchObject({
    code: 1,
    output: expect.stringContaining('The tree is not clean:\nA  notes') as string,
  });
  expect(await release('0.2.0', '--allow-dirty')).toMatchObject({ code: 0 });
  expect(git('status', '--porcelain')).toBe('A  notes');
  // What a release itself writes has to be clean all the same.
  await writeFile(path('CHANGELOG.md'), changelog);
  expect(await release('0.3.0', '--allow-dirty')).toMatchObject({
    code: 1,
    output: expect.stringContaining('M CHANGELOG.md') as string,
  });
});

test('a dry run says what would be done, and changes nothing', async () => {
  await makeClone(1);
  const before = git('rev-parse', 'HEAD');
  expect(await release('0.2.0', '--dry-run')).toMatchObject({
    code: 0,
    output: expect.stringContaining('tag v0.2.0:\n\n### Added\n\n- A thing.') as string,
  });
  expect(git('rev-parse', 'HEAD')).toBe(before);
  expect(git('tag')).toBe('');
  expect(git('status', '--porcelain')).toBe('');
});

test('a version that is none, not later, or released already is refused', async () => {
  await makeClone();
  git('tag', 'v0.3.0');
  for (const version of ['0.1.0', '0.0.9', 'v0.2.0', '0.2', '0.2.0-rc.1', '01.0.0']) {
    expect(await release(version)).toMatchObject({
      code: 1,
      output: expect.stringContaining(`${version} is no version after 0.1.0`) as string,
    });
  }
  expect(await release('0.3.0')).toMatchObject({
    output: expect.stringContaining('The tag v0.3.0 is there already') as string,
  });
  expect((await release('0.2.0', '--force')).output).toContain('npm run release -- VERSION');
  expect((await release()).output).toContain('npm run release -- VERSION');
  expect(git('status', '--porcelain')).toBe('');
});

test('without anything under Unreleased there is nothing to release', () => {
  const emptied = '# Changelog\n\n## Unreleased\n\n## 0.1.0 - 2025-01-01\n\n- The first.\n';
  expect(() => releaseSection(emptied, '0.2.0', '2026-01-31')).toThrow('nothing under');
  expect(() => releaseSection('# Changelog\n', '0.2.0', '2026-01-31')).toThrow('nothing under');
});

test('the first release, with no section below', () => {
  const { text } = releaseSection('# Changelog\n\n## Unreleased\n\n- A.\n', '0.1.0', '2026-01-31');
  expect(text).toBe('# Changelog\n\n## Unreleased\n\n## 0.1.0 - 2026-01-31\n\n- A.\n');
});

test('versions are compared as numbers', () => {
  expect(isLater('0.10.0', '0.9.9')).toBe(true);
  expect(isLater('1.0.0', '0.9.9')).toBe(true);
  expect(isLater('0.9.9', '0.10.0')).toBe(false);
  expect(isLater('0.1.0', '0.1.0')).toBe(false);
});
