import { createHash } from 'node:crypto';
import { chmod, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { hashEndpoints } from '../../../shared/hashes.ts';
import { startTestServer } from '../../testServer.ts';
import type { TestServer } from '../../testServer.ts';

let server: TestServer;
beforeEach(async () => {
  server = await startTestServer();
});
afterEach(async () => {
  await server[Symbol.asyncDispose]();
});

const md5Of = (text: string) => createHash('md5').update(text).digest('hex');
const read = (path: string) => readFile(join(server.workspace, path), 'utf8');

async function put(path: string, content: string): Promise<void> {
  const file = join(server.workspace, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, content);
}

async function check(path: string) {
  const answer = await server.request(`/api/hashes?path=${encodeURIComponent(path)}`);
  expect(answer.status, answer.text).toBe(200);
  return hashEndpoints.checkHashes.response.parse(answer.json).files;
}

async function update(...paths: string[]) {
  const answer = await server.request('/api/hashes', { method: 'POST', body: { paths } });
  expect(answer.status, answer.text).toBe(200);
  return hashEndpoints.updateHashes.response.parse(answer.json);
}

test('the sums of all files that are listed below a folder are told, beside those that are kept', async () => {
  await put('a/note.txt', 'hello');
  await put('b/data.txt', 'data');
  await put('a/buildout.hash.cfg', `[note.txt]\nmd5sum = 0\n\n[other]\nfilename = ../b/data.txt\n`);
  await put('b/buildout.hash.cfg', '[gone]\nfilename = none\nmd5sum = 1\n');
  await put('node_modules/c/buildout.hash.cfg', '[d]\nmd5sum = 1\n');
  expect(await check('workspace')).toEqual([
    {
      path: 'workspace/a/buildout.hash.cfg',
      entries: [
        { section: 'note.txt', line: 1, filename: 'note.txt', md5sum: '0', md5: md5Of('hello') },
        { section: 'other', line: 4, filename: '../b/data.txt', md5: md5Of('data') },
      ],
    },
    {
      path: 'workspace/b/buildout.hash.cfg',
      entries: [{ section: 'gone', line: 1, filename: 'none', md5sum: '1' }],
    },
  ]);
  expect(await check('workspace/b/buildout.hash.cfg')).toHaveLength(1);
});

test('what lies outside of the workspace has no sum', async () => {
  await symlink('/etc/passwd', join(server.workspace, 'link'));
  await put(
    'a/buildout.hash.cfg',
    '[a]\nfilename = ../../x\n[../link]\nmd5sum = 0\n[b]\nfilename = /etc/passwd\n',
  );
  const [file] = await check('workspace/a');
  expect(file?.entries.map(({ md5 }) => md5)).toEqual([undefined, undefined, undefined]);
});

test('sums are updated, and nothing but them', async () => {
  const text = '# why\r\n[note.txt]\r\nmd5sum=0\r\n\r\n[gone]\r\nmd5sum =  1';
  await put('a/note.txt', 'hello');
  await put('a/buildout.hash.cfg', text);
  const path = 'workspace/a/buildout.hash.cfg';
  expect(await update(path)).toEqual({ updated: [{ path, sums: 1 }], problems: [] });
  expect(await read('a/buildout.hash.cfg')).toBe(text.replace('=0', `=${md5Of('hello')}`));
  expect(await update(path)).toEqual({ updated: [], problems: [] });
});

test('what cannot be updated is told, and the others are', async () => {
  await put('note.txt', 'hello');
  for (const folder of ['a', 'b']) await put(`${folder}/buildout.hash.cfg`, '[../note.txt]\nmd5sum = 0\n');
  await chmod(join(server.workspace, 'a', 'buildout.hash.cfg'), 0o444);
  const [a, b] = ['workspace/a/buildout.hash.cfg', 'workspace/b/buildout.hash.cfg'] as const;
  const answer = await update('workspace/note.txt', 'workspace/none', a, b);
  expect(answer.updated).toEqual([{ path: b, sums: 1 }]);
  expect(answer.problems.map(({ path }) => path)).toEqual(['workspace/note.txt', 'workspace/none', a]);
  expect(answer.problems[0]?.message).toContain('Only a buildout.hash.cfg');
});

test('a file is told of in the lists of its repository alone', async () => {
  await put('one/.git/HEAD', '');
  await put('one/a', 'x');
  await put('one/deep/buildout.hash.cfg', '[../a]\nmd5sum = 1\n');
  await put('two/buildout.hash.cfg', '[../one/a]\nmd5sum = 2\n');
  const { json } = await server.request('/api/file/md5?path=workspace/one/a');
  expect(json).toEqual({
    md5: md5Of('x'),
    listedIn: [{ path: 'workspace/one/deep/buildout.hash.cfg', section: '../a', md5sum: '1' }],
  });
});

test('a list with as many stale sums as it can have is updated in time, and blocks nobody', async () => {
  await put('a', 'x');
  await put('buildout.hash.cfg', '[a]\nmd5sum=0\n'.repeat(20_000));
  const [answer, health] = await Promise.all([
    update('workspace/buildout.hash.cfg'),
    server.request('/healthz'),
  ]);
  expect(health.status).toBe(200);
  expect(answer.updated).toMatchObject([{ sums: 20_000 }]);
});
