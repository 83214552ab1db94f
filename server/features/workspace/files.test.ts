import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmod,
  link,
  lstat,
  mkdir,
  readFile,
  readdir,
  readlink,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startTestServer } from '../../testServer.ts';
import type { TestAnswer, TestServer } from '../../testServer.ts';

let server: TestServer;
let outside: string;
/** A path in the workspace. */
const at = (...names: string[]) => join(server.workspace, ...names);
const isRoot = process.getuid?.() === 0;

beforeEach(async () => {
  server = await startTestServer();
  outside = join(server.base, 'outside');
  await mkdir(outside);
  await writeFile(join(outside, 'secret'), 'secret');
});
afterEach(async () => {
  expect((await server.request('/healthz')).status).toBe(200);
  expect(await readdir(outside)).toEqual(['secret']);
  expect(await readFile(join(outside, 'secret'), 'utf8')).toBe('secret');
  await server[Symbol.asyncDispose]();
});

const query = (path: string) => `path=${encodeURIComponent(path)}`;
const read = (path: string) => server.request(`/api/file?${query(path)}`);
const list = (path: string) => server.request(`/api/folder?${query(path)}`);
const remove = (path: string, recursive = false) =>
  server.request(`/api/entry?${query(path)}${recursive ? '&recursive=true' : ''}`, { method: 'DELETE' });
const move = (from: string, to: string) =>
  server.request('/api/entry/move', { method: 'POST', body: { from, to } });
const createFolder = (path: string) => server.request('/api/folder', { method: 'POST', body: { path } });
const save = (path: string, text: string, headers: Record<string, string>) =>
  server.request(`/api/file?${query(path)}`, { method: 'PUT', body: { text }, headers });
const create = (path: string, text: string) => save(path, text, { 'If-None-Match': '*' });
const etagOf = async (path: string) => String((await read(path)).headers.etag);
const result = ({ status, code }: TestAnswer) => ({ status, code });

/** Every way in which a path can reach the disk. */
const uses: [name: string, use: (path: string) => Promise<TestAnswer>][] = [
  ['read', read],
  ['list', list],
  ['create', (path) => create(path, 'x')],
  ['save', (path) => save(path, 'x', { 'If-Match': '*' })],
  ['delete', (path) => remove(path, true)],
  ['move from', (path) => move(path, 'workspace/moved')],
  ['move to', (path) => move('workspace/source', path)],
  ['create folder', createFolder],
  ['md5', (path) => server.request(`/api/file/md5?${query(path)}`)],
];

describe('a path that leads out', () => {
  const paths = [
    '..',
    '../outside/secret',
    'workspace/..',
    'workspace/../../outside/secret',
    'workspace/a/../../../outside/secret',
    'workspace/%2e%2e/%2e%2e/outside/secret',
    'workspace/%252e%252e%252foutside',
    'workspace/..%2f..%2foutside/secret',
    'workspace/..\\..\\outside\\secret',
    '/etc/passwd',
    '%2fetc%2fpasswd',
    '\\etc\\passwd',
    'etc/passwd',
    'file:///etc/passwd',
    'Workspace/a',
    'workspace/out/secret',
    'workspace/out/new',
    'workspace/out/new/deep',
    'workspace/chain/secret',
    'workspace/dangling-out/x',
    'workspace/token-link/x',
  ];

  test.each(uses)('is refused to %s', async (_name, use) => {
    await writeFile(at('source'), 'source');
    await symlink(outside, at('out'));
    await symlink('out', at('chain'));
    await symlink(join(outside, 'missing'), at('dangling-out'));
    await symlink(server.state, at('token-link'));
    for (const path of paths) {
      expect({ path, ...result(await use(path)) }).toEqual({ path, status: 403, code: 'path_outside' });
    }
    expect(await readFile(at('source'), 'utf8')).toBe('source');
  });

  test('through a link is refused for what it names, while the link itself can be removed', async () => {
    await symlink(join(outside, 'secret'), at('link'));
    expect(result(await read('workspace/link'))).toEqual({ status: 403, code: 'path_outside' });
    expect(result(await save('workspace/link', 'x', { 'If-Match': '*' }))).toMatchObject({ status: 403 });
    expect((await move('workspace/link', 'workspace/renamed')).status).toBe(204);
    expect(await readlink(at('renamed'))).toBe(join(outside, 'secret'));
    expect((await remove('workspace/renamed')).status).toBe(204);
  });
});

describe('a path that no file can have', () => {
  test.each(uses)('is refused to %s', async (_name, use) => {
    await writeFile(at('source'), 'source');
    for (const path of ['workspace/a\0b', 'workspace//a', 'workspace/./a', 'workspace/a/']) {
      expect({ path, ...result(await use(path)) }).toEqual({ path, status: 400, code: 'path_invalid' });
    }
    const long = `workspace/${'é'.repeat(128)}`;
    expect(result(await use(long))).toEqual({ status: 400, code: 'name_too_long' });
    expect((await use(`workspace/${'a/'.repeat(2040)}a`)).status).toBeOneOf([400, 404]);
    expect((await use('')).status).toBe(400);
  });

  test('is refused where it cannot be decoded', async () => {
    expect(result(await server.request('/api/file?path=workspace/%ZZ'))).toEqual({
      status: 400,
      code: 'path_invalid',
    });
    expect(result(await server.request('/api/file?path=workspace/%c0%af'))).toEqual({
      status: 400,
      code: 'path_invalid',
    });
    const lone = await server.request('/api/folder', {
      method: 'POST',
      body: '{"path":"workspace/\\ud800"}',
      headers: { 'Content-Type': 'application/json' },
    });
    expect(result(lone)).toEqual({ status: 400, code: 'path_invalid' });
  });
});

describe('what is no file', () => {
  test('a FIFO is refused at once', async () => {
    execFileSync('mkfifo', [at('fifo')]);
    const before = performance.now();
    expect(result(await read('workspace/fifo'))).toEqual({ status: 400, code: 'not_regular_file' });
    expect(result(await save('workspace/fifo', 'x', { 'If-Match': '*' }))).toEqual({
      status: 400,
      code: 'not_regular_file',
    });
    expect(result(await server.request('/api/file/md5?path=workspace/fifo'))).toMatchObject({ status: 400 });
    expect(result(await server.request('/api/file?path=workspace/fifo&download=true'))).toMatchObject({
      status: 400,
    });
    expect(performance.now() - before).toBeLessThan(1000);
    expect((await list('workspace')).json).toEqual({ entries: [{ name: 'fifo', kind: 'other' }] });
  });

  test('a socket is refused', async () => {
    const socket = createServer();
    await new Promise<void>((resolve) => socket.listen(at('socket'), resolve));
    expect(result(await read('workspace/socket'))).toEqual({ status: 400, code: 'not_regular_file' });
    await new Promise((resolve) => socket.close(resolve));
  });

  test('a folder is refused as a file, and a file as a folder', async () => {
    await mkdir(at('folder'));
    await writeFile(at('file'), '');
    expect(result(await read('workspace/folder'))).toEqual({ status: 400, code: 'is_directory' });
    expect(result(await create('workspace/folder', 'x'))).toEqual({ status: 400, code: 'is_directory' });
    expect(result(await server.request('/api/file/md5?path=workspace'))).toEqual({
      status: 400,
      code: 'is_directory',
    });
    expect(result(await list('workspace/file'))).toEqual({ status: 400, code: 'not_directory' });
    expect(result(await create('workspace/file/x', 'x'))).toEqual({ status: 400, code: 'not_directory' });
    expect(result(await create('workspace/missing/x', 'x'))).toEqual({ status: 404, code: 'not_found' });
    expect(result(await read('workspace/missing'))).toEqual({ status: 404, code: 'not_found' });
  });
});

describe('a listing', () => {
  test('shows hidden files, folders first, and marks what cannot be opened', async () => {
    await mkdir(at('b-folder'));
    await writeFile(at('a-file'), '');
    await writeFile(at('.hidden'), '');
    await symlink('a-file', at('inside'));
    await symlink('b-folder', at('inside-folder'));
    await symlink(outside, at('outside'));
    await symlink('nowhere', at('broken'));
    await symlink('loop', at('loop'));
    await writeFile(Buffer.concat([Buffer.from(at('latin-')), Buffer.from([0xe9])]), '');
    expect((await list('workspace')).json).toEqual({
      entries: [
        { name: 'b-folder', kind: 'directory' },
        { name: 'inside-folder', kind: 'directory', link: 'inside' },
        { name: '.hidden', kind: 'file' },
        { name: 'a-file', kind: 'file' },
        { name: 'broken', kind: 'other', link: 'broken' },
        { name: 'inside', kind: 'file', link: 'inside' },
        { name: 'latin-\ufffd', kind: 'file', unreadableName: true },
        { name: 'loop', kind: 'other', link: 'broken' },
        { name: 'outside', kind: 'other', link: 'outside' },
      ],
    });
    expect(result(await read('workspace/loop'))).toEqual({ status: 404, code: 'not_found' });
    expect(result(await read('workspace/broken'))).toEqual({ status: 404, code: 'not_found' });
  });

  test('of partitions and releases works, and links between the roots lead inside', async () => {
    const partition = join(server.state, 'slapos', 'inst', 'slappart0');
    const release = join(server.state, 'slapos', 'soft', 'abc');
    await mkdir(partition);
    await mkdir(release);
    await writeFile(join(release, 'buildout.cfg'), '[buildout]');
    await symlink(release, join(partition, 'software_release'));
    expect((await list('instances/slappart0')).json).toEqual({
      entries: [{ name: 'software_release', kind: 'directory', link: 'inside' }],
    });
    expect((await read('instances/slappart0/software_release/buildout.cfg')).text).toBe('[buildout]');
    expect((await create('instances/slappart0/note', 'x')).status).toBe(200);
    expect(result(await create('releases/abc/note', 'x'))).toEqual({ status: 409, code: 'read_only' });
    expect(result(await create('instances/slappart0/software_release/note', 'x'))).toMatchObject({
      status: 409,
    });
    expect(result(await remove('releases/abc', true))).toEqual({ status: 409, code: 'read_only' });
  });

  test('of 10 000 files is complete', async () => {
    await mkdir(at('many'));
    for (let index = 0; index < 10_000; index++) await writeFile(at('many', `f${index}`), '');
    const answer = await list('workspace/many');
    expect(answer.json).toMatchObject({ entries: { length: 10_000 } });
  });
});

describe('a file', () => {
  test.each([
    ['CRLF', 'a\r\nb\r\n'],
    ['CR', 'a\rb\r'],
    ['a BOM', '\ufeffa\n'],
    ['no final newline', 'a\nb'],
    ['nothing', ''],
    ['every kind of character', 'é ☃ 𝄞 \u2028 \u202e \u001b[31m'],
  ])('with %s comes and goes byte by byte', async (_title, text) => {
    await writeFile(at('file'), text);
    const answer = await read('workspace/file');
    expect(answer.text).toBe(text);
    expect(answer.headers).toMatchObject({
      'x-content-kind': 'text',
      'content-type': 'text/plain; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none'; sandbox; frame-ancestors 'none'",
    });
    const saved = await save('workspace/file', `${text}x`, { 'If-Match': String(answer.headers.etag) });
    expect(saved.status).toBe(200);
    expect(await readFile(at('file'))).toEqual(Buffer.from(`${text}x`));
    expect(saved.json).toEqual({ etag: await etagOf('workspace/file') });
  });

  test('of any text survives', async () => {
    await writeFile(at('file'), '');
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 200 }), async (text) => {
        fc.pre(!text.includes('\0'));
        expect((await save('workspace/file', text, { 'If-Match': '*' })).status).toBe(200);
        expect(await readFile(at('file'))).toEqual(Buffer.from(text));
        expect((await read('workspace/file')).text).toBe(text);
      }),
      { numRuns: 50 },
    );
  });

  test.each([
    ['NUL', Buffer.from('a\0b')],
    ['invalid UTF-8', Buffer.from([0x61, 0xff, 0x62])],
  ])('with %s is binary, and not to be saved as text', async (_title, bytes) => {
    await writeFile(at('file'), bytes);
    const answer = await read('workspace/file');
    expect(answer.headers['x-content-kind']).toBe('binary');
    expect(answer.headers['content-type']).toBe('application/octet-stream');
    const etag = String(answer.headers.etag);
    expect(result(await save('workspace/file', 'x', { 'If-Match': etag }))).toEqual({
      status: 415,
      code: 'not_text',
    });
    expect(await readFile(at('file'))).toEqual(bytes);
  });

  test('cannot get characters that are no text', async () => {
    expect(result(await create('workspace/file', 'a\0b'))).toEqual({ status: 415, code: 'not_text' });
    expect(result(await create('workspace/file', 'a\ud800'))).toEqual({ status: 415, code: 'not_text' });
    expect(await readdir(server.workspace)).toEqual([]);
  });

  test('that is too large for the editor can be downloaded, in parts too', async () => {
    const bytes = Buffer.alloc(9 * 1024 * 1024, 'abcdefgh');
    await writeFile(at('b"i\u00e9g'), bytes);
    const path = 'workspace/b"i\u00e9g';
    expect(result(await read(path))).toEqual({ status: 413, code: 'file_too_large' });
    expect(result(await save(path, 'x', { 'If-Match': '*' }))).toEqual({
      status: 413,
      code: 'file_too_large',
    });
    const url = `/api/file?${query(path)}&download=true`;
    const whole = await server.request(url);
    expect(whole.text.length).toBe(bytes.length);
    expect(whole.headers['content-disposition']).toBe(
      `attachment; filename="b_i_g"; filename*=UTF-8''b%22i%C3%A9g`,
    );
    const ranges: [string, number, string][] = [
      ['bytes=2-4', 206, 'cde'],
      ['bytes=-3', 206, 'fgh'],
      [`bytes=${bytes.length - 2}-`, 206, 'gh'],
      [`bytes=${bytes.length}-`, 416, ''],
    ];
    for (const [range, status, text] of ranges) {
      const part = await server.request(url, { headers: { Range: range } });
      expect([part.status, part.text]).toEqual([status, text]);
    }
    const several = await server.request(url, { headers: { Range: 'bytes=0-1,3-4' } });
    expect(several.status).toBe(200);
    const head = await server.request(url, { method: 'HEAD' });
    expect([head.status, head.headers['content-length'], head.text]).toEqual([200, String(bytes.length), '']);
  });

  test('of 8 MB that is nothing but newlines can be saved', async () => {
    const text = '\n'.repeat(8 * 1024 * 1024);
    expect((await create('workspace/big', text)).status).toBe(200);
    expect((await read('workspace/big')).text).toBe(text);
    expect(result(await save('workspace/big', `${text}x`, { 'If-Match': '*' }))).toMatchObject({
      status: 413,
    });
  });
});

describe('a save', () => {
  test('needs to know what it replaces', async () => {
    await writeFile(at('file'), 'old');
    expect(result(await save('workspace/file', 'new', {}))).toEqual({
      status: 428,
      code: 'precondition_required',
    });
    const etag = await etagOf('workspace/file');
    const stale = await save('workspace/file', 'new', { 'If-Match': '"stale"' });
    expect(stale.status).toBe(412);
    expect(stale.json).toMatchObject({ error: { code: 'changed_on_disk', detail: etag } });
    expect(stale.headers.etag).toBe(etag);
    expect(result(await save('workspace/file', 'new', { 'If-Match': `W/${etag}` }))).toMatchObject({
      status: 412,
    });
    const taken = await create('workspace/file', 'new');
    expect(taken.json).toMatchObject({ error: { code: 'changed_on_disk', detail: etag } });
    const gone = await save('workspace/gone', 'new', { 'If-Match': etag });
    expect(result(gone)).toEqual({ status: 412, code: 'changed_on_disk' });
    const both = await save('workspace/file', 'new', { 'If-Match': etag, 'If-None-Match': '*' });
    expect(both.status).toBe(400);
    expect(await readFile(at('file'), 'utf8')).toBe('old');
    expect(await readdir(server.workspace)).toEqual(['file']);
    expect((await save('workspace/file', 'new', { 'If-Match': `"other", ${etag}` })).status).toBe(200);
  });

  test('notices another content of the same size and time', async () => {
    await writeFile(at('file'), 'aaa');
    const etag = await etagOf('workspace/file');
    const { atime, mtime } = await stat(at('file'));
    await writeFile(at('file'), 'bbb');
    await utimes(at('file'), atime, mtime);
    expect((await save('workspace/file', 'ccc', { 'If-Match': etag })).status).toBe(412);
  });

  test('keeps the mode, follows a link inside, and leaves other names of the file alone', async () => {
    await writeFile(at('script'), 'old');
    await chmod(at('script'), 0o751);
    await link(at('script'), at('other-name'));
    await symlink('script', at('link'));
    expect((await save('workspace/link', 'new', { 'If-Match': '*' })).status).toBe(200);
    expect((await lstat(at('link'))).isSymbolicLink()).toBe(true);
    expect(await readFile(at('script'), 'utf8')).toBe('new');
    expect((await stat(at('script'))).mode & 0o7777).toBe(0o751);
    expect(await readFile(at('other-name'), 'utf8')).toBe('old');
    expect((await create('workspace/fresh', 'x')).status).toBe(200);
    expect((await stat(at('fresh'))).mode & 0o777).toBe(0o666 & ~currentUmask());
  });

  test('of twenty tabs at once lets one win, and tells the others', async () => {
    await writeFile(at('file'), 'old');
    const etag = await etagOf('workspace/file');
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => save('workspace/file', `text ${index}`, { 'If-Match': etag })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([
      200,
      ...Array.from({ length: 19 }, () => 412),
    ]);
    const winner = answers.findIndex(({ status }) => status === 200);
    expect(await readFile(at('file'), 'utf8')).toBe(`text ${winner}`);
    const fresh = await Promise.all(Array.from({ length: 20 }, () => create('workspace/fresh', 'x')));
    expect(fresh.filter(({ status }) => status === 200)).toHaveLength(1);
    expect((await readdir(server.workspace)).sort()).toEqual(['file', 'fresh']);
  });

  test('under the name of a link that leads to nothing creates what it leads to', async () => {
    await symlink('missing', at('dangling'));
    expect((await create('workspace/dangling', 'x')).status).toBe(200);
    expect(await readFile(at('missing'), 'utf8')).toBe('x');
    expect((await lstat(at('dangling'))).isSymbolicLink()).toBe(true);
  });

  test.skipIf(isRoot)('of what is read-only is refused', async () => {
    await writeFile(at('file'), 'old');
    await chmod(at('file'), 0o444);
    expect(result(await save('workspace/file', 'new', { 'If-Match': '*' }))).toEqual({
      status: 409,
      code: 'read_only',
    });
    await mkdir(at('folder'));
    await chmod(at('folder'), 0o555);
    expect(result(await create('workspace/folder/x', 'x'))).toEqual({ status: 409, code: 'read_only' });
    expect(await readFile(at('file'), 'utf8')).toBe('old');
  });
});

describe('moving', () => {
  test('never replaces what is there', async () => {
    await writeFile(at('a'), 'a');
    await writeFile(at('b'), 'b');
    await mkdir(at('empty'));
    await mkdir(at('full'));
    await writeFile(at('full', 'x'), 'x');
    await symlink('nowhere', at('broken'));
    for (const [from, to] of [
      ['a', 'b'],
      ['a', 'a'],
      ['a', 'empty'],
      ['a', 'broken'],
      ['full', 'empty'],
      ['full', 'a'],
      ['empty', 'full'],
    ] as const) {
      const answer = await move(`workspace/${from}`, `workspace/${to}`);
      expect({ from, to, ...result(answer) }).toEqual({ from, to, status: 409, code: 'exists' });
    }
    expect(await readFile(at('b'), 'utf8')).toBe('b');
    expect((await readdir(server.workspace)).sort()).toEqual(['a', 'b', 'broken', 'empty', 'full']);
  });

  test('renames files, folders and links', async () => {
    await writeFile(at('a'), 'a');
    await mkdir(at('folder'));
    await writeFile(at('folder', 'x'), 'x');
    expect((await move('workspace/a', 'workspace/folder/a')).status).toBe(204);
    expect((await move('workspace/folder', 'workspace/renamed')).status).toBe(204);
    expect((await readdir(at('renamed'))).sort()).toEqual(['a', 'x']);
    expect(await readdir(server.workspace)).toEqual(['renamed']);
  });

  test('has its limits', async () => {
    await mkdir(at('folder', 'sub'), { recursive: true });
    expect(result(await move('workspace/folder', 'workspace/folder/sub/x'))).toMatchObject({ status: 400 });
    expect(result(await move('workspace/missing', 'workspace/x'))).toEqual({
      status: 404,
      code: 'not_found',
    });
    expect(result(await move('workspace/folder', 'workspace/no/x'))).toEqual({
      status: 404,
      code: 'not_found',
    });
    expect(result(await move('workspace', 'instances/x'))).toEqual({ status: 403, code: 'path_outside' });
    expect(result(await move('workspace/folder', 'releases/x'))).toEqual({ status: 409, code: 'read_only' });
  });
});

describe('folders', () => {
  test('are created with those above, and not twice', async () => {
    expect((await createFolder('workspace/a/b/c')).status).toBe(204);
    expect(result(await createFolder('workspace/a/b'))).toEqual({ status: 409, code: 'exists' });
    await writeFile(at('file'), '');
    expect(result(await createFolder('workspace/file'))).toEqual({ status: 409, code: 'exists' });
    expect(result(await createFolder('workspace/file/x'))).toEqual({ status: 400, code: 'not_directory' });
  });

  test('are deleted with their content only when that is asked for, and links in them are not followed', async () => {
    await mkdir(at('folder', 'sub'), { recursive: true });
    await symlink(outside, at('folder', 'sub', 'out'));
    expect(result(await remove('workspace/folder'))).toEqual({ status: 409, code: 'not_empty' });
    expect((await remove('workspace/folder', true)).status).toBe(204);
    await mkdir(at('empty'));
    expect((await remove('workspace/empty')).status).toBe(204);
    expect(result(await remove('workspace/empty'))).toEqual({ status: 404, code: 'not_found' });
    expect(result(await remove('workspace', true))).toEqual({ status: 403, code: 'path_outside' });
    expect(await readdir(server.workspace)).toEqual([]);
  });
});

describe('the MD5 sum', () => {
  const md5Of = (text: string) => createHash('md5').update(text).digest('hex');
  const md5 = (path: string) => server.request(`/api/file/md5?${query(path)}`);

  test('comes with every entry of a buildout.hash.cfg that is about the file', async () => {
    await mkdir(at('software', 'x', 'deep'), { recursive: true });
    await writeFile(at('software', 'x', 'deep', 'a.in'), 'a');
    await writeFile(at('software', 'x', 'b.in'), 'b');
    await writeFile(
      at('software', 'buildout.hash.cfg'),
      '[far]\nfilename = x/deep/a.in\nmd5sum = 0\n[b]\nfilename = x/b.in\n',
    );
    await writeFile(
      at('software', 'x', 'buildout.hash.cfg'),
      '[near]\n_update_hash_filename_ = deep/a.in\nmd5sum = 1\n',
    );
    await mkdir(at('aside'));
    await writeFile(at('aside', 'buildout.hash.cfg'), '[aside]\nfilename = ../software/x/deep/a.in\n');
    await writeFile(at('software', 'x', 'deep', 'buildout.hash.cfg'), '[other]\nfilename = c.in\n');
    expect((await md5('workspace/software/x/deep/a.in')).json).toEqual({
      md5: md5Of('a'),
      listedIn: [
        { path: 'workspace/aside/buildout.hash.cfg', section: 'aside', md5sum: '' },
        { path: 'workspace/software/buildout.hash.cfg', section: 'far', md5sum: '0' },
        { path: 'workspace/software/x/buildout.hash.cfg', section: 'near', md5sum: '1' },
      ],
    });
    expect((await md5('workspace/software/x/b.in')).json).toEqual({
      md5: md5Of('b'),
      listedIn: [{ path: 'workspace/software/buildout.hash.cfg', section: 'b', md5sum: '' }],
    });
    expect((await md5('workspace/software/x/buildout.hash.cfg')).json).toEqual({
      md5: createHash('md5')
        .update(await readFile(at('software', 'x', 'buildout.hash.cfg')))
        .digest('hex'),
      listedIn: [],
    });
  });

  test('of a big file does not hold up other requests', async () => {
    const bytes = Buffer.alloc(200 * 1024 * 1024, 'webrunner');
    await writeFile(at('big'), bytes);
    const sum = md5('workspace/big');
    const pending = new Set([sum]);
    void sum.finally(() => pending.delete(sum));
    let served = 0;
    while (pending.size > 0) {
      await server.request('/healthz');
      served++;
    }
    expect((await sum).json).toMatchObject({ md5: createHash('md5').update(bytes).digest('hex') });
    expect(served).toBeGreaterThan(5);
  });
});

function currentUmask(): number {
  return parseInt(execFileSync('sh', ['-c', 'umask'], { encoding: 'utf8' }), 8);
}
