import { execFile, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { HashHook } from '../../../shared/hashes.ts';
import { startTestServer } from '../../testServer.ts';
import type { TestServer } from '../../testServer.ts';

const project = new URL('../../../', import.meta.url);
/** The command line from its sources. */
const commandLine = `import { register } from 'node:module';
register(${JSON.stringify(new URL('scripts/testing/typescriptLoader.mjs', project).href)});
await import(${JSON.stringify(new URL('cli/main.ts', project).href)});
`;

let server: TestServer;
let folder: string;
beforeEach(async () => {
  server = await startTestServer();
  folder = join(server.workspace, 'clone');
  await writeFile(join(server.base, 'webrunner.mjs'), commandLine);
  await put('p/a.in', 'old');
  await put('p/buildout.hash.cfg', list('old'));
  git('init', '-q', '-b', 'main');
  git('add', '.');
  git('commit', '-q', '-m', 'first');
});
afterEach(async () => {
  await server[Symbol.asyncDispose]();
});

const at = (path: string) => join(folder, path);
const preCommit = () => at('.git/hooks/pre-commit');
const list = (text: string) => `[a.in]\nmd5sum = ${createHash('md5').update(text).digest('hex')}\n`;

async function put(path: string, text: string): Promise<void> {
  await mkdir(dirname(at(path)), { recursive: true });
  await writeFile(at(path), text);
}

const own = ['-c', 'user.name=x', '-c', 'user.email=x@example.org'];
function git(...args: string[]): string {
  return execFileSync('git', [...own, ...args], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  }).toString();
}

async function ask(method: 'GET' | 'PUT' | 'DELETE', path = 'workspace/clone/p/a.in') {
  const answer =
    method === 'PUT'
      ? await server.request('/api/hashes/hook', { method, body: { path } })
      : await server.request(`/api/hashes/hook?path=${encodeURIComponent(path)}`, { method });
  return answer.status === 200 ? HashHook.parse(answer.json) : answer;
}

test('a commit gets the right sums by the hook, a rebase by the merge tool, until both are removed', async () => {
  expect(await ask('GET')).toMatchObject({ state: 'missing', repository: 'workspace/clone' });
  expect(await ask('PUT')).toMatchObject({ state: 'installed' });
  expect(await ask('PUT')).toMatchObject({ state: 'installed' });
  const lines = (first: string, last: string) => `${first}\n\n\n\n\n\n\n${last}\n`;
  const commit = async (text: string) => {
    await put('p/a.in', text);
    git('commit', '-q', '-a', '-m', 'next');
    expect(git('show', 'HEAD:p/buildout.hash.cfg')).toBe(list(text));
    expect(git('status', '--porcelain')).toBe('');
  };
  await commit(lines('1', '1'));
  git('checkout', '-q', '-b', 'side');
  await commit(lines('1', '2'));
  git('checkout', '-q', 'main');
  await commit(lines('2', '1'));
  git('checkout', '-q', 'side');
  expect(() => git('rebase', '-q', 'main')).toThrow();
  git('mergetool', '--no-prompt', '--tool=webrunner-md5');
  git('-c', 'core.editor=true', 'rebase', '--continue');
  expect(git('show', 'HEAD:p/buildout.hash.cfg')).toBe(list(lines('2', '2')));

  expect(await ask('DELETE')).toMatchObject({ state: 'missing' });
  await expect(readFile(preCommit())).rejects.toMatchObject({ code: 'ENOENT' });
  expect(git('config', '--list', '--local')).not.toContain('webrunner');
}, 60_000);

test('a commit of one named file is refused where its sum would not be part of it', async () => {
  await ask('PUT');
  await put('p/a.in', 'new');
  const commit = promisify(execFile)('git', [...own, 'commit', '-m', 'one', 'p/a.in'], { cwd: folder });
  await expect(commit).rejects.toMatchObject({
    stderr: expect.stringContaining('Commit these hash files too') as string,
  });
  expect(git('log', '--format=%s')).toBe('first\n');
});

test('a hook of somebody else stays, with the line to add to it told', async () => {
  await writeFile(preCommit(), '#!/bin/sh\n', { mode: 0o755 });
  const line = `'${process.execPath}' '${join(server.base, 'webrunner.mjs')}' md5 --staged || exit 1`;
  expect(await ask('GET')).toMatchObject({
    state: 'foreign',
    message: expect.stringContaining(line) as string,
  });
  for (const method of ['PUT', 'DELETE'] as const)
    expect(await ask(method)).toMatchObject({ code: 'exists' });
  expect(await readFile(preCommit(), 'utf8')).toBe('#!/bin/sh\n');
  await rm(preCommit());
  git('config', 'core.hooksPath', '.husky');
  expect(await ask('GET')).toMatchObject({
    state: 'impossible',
    message: expect.stringContaining('.husky') as string,
  });
  expect(await ask('PUT')).toMatchObject({ code: 'exists' });
});

test('nothing is installed outside of the workspace, wherever a clone leads', async () => {
  expect(await ask('GET', 'workspace')).toMatchObject({ state: 'impossible' });
  await mkdir(join(server.base, 'aside'));
  await rm(at('.git/hooks'), { recursive: true });
  await symlink(join(server.base, 'aside'), at('.git/hooks'));
  expect(await ask('PUT')).toMatchObject({ code: 'exists' });
  execFileSync('git', ['init', '-q', join(server.base, 'aside')]);
  await rm(at('.git'), { recursive: true });
  await writeFile(at('.git'), `gitdir: ${join(server.base, 'aside', '.git')}\n`);
  expect(await ask('PUT')).toMatchObject({ code: 'exists' });
});
