import { execFileSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { endpoints } from '../../../shared/index.ts';
import { parseHashFile } from '../../../shared/profile/hashFile.ts';
import { parseExtends } from '../../../shared/profile/extends.ts';
import { splitLines } from '../../core/kit/splitLines.ts';
import { findAddresses } from '../instances/publishedAddresses.ts';
import { parseInstalledCfg } from '../../../shared/profile/installedCfg.ts';
import { whileHealthy } from '../../testHealth.ts';
import { startTestServer } from '../../testServer.ts';
import type { TestAnswer, TestServer } from '../../testServer.ts';

let server: TestServer;
beforeEach(async () => {
  server = await startTestServer();
});
afterEach(async () => {
  await server[Symbol.asyncDispose]();
  // There may be hundreds of thousands of files to remove.
}, 60_000);

async function put(path: string, content: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
}

/** Asks while the server answers others. */
function ask(path: string): Promise<TestAnswer> {
  return whileHealthy(server, server.request(path));
}

const mebibyte = 1024 * 1024;

test.each([
  ['a header without end', `[${'a'.repeat(mebibyte - 100)}`],
  ['headers without end', '['.repeat(mebibyte - 100)],
  ['an option of blanks', `a = ${' '.repeat(mebibyte - 100)}x`],
  ['an option of blanks and another line end', `a =${' '.repeat(50_000)}\u2028x`],
  ['a comment of blanks', `#${' '.repeat(mebibyte - 100)}md5sum`],
])('the sum of a file beside a buildout.hash.cfg with %s is told, and blocks nobody', async (_, hostile) => {
  await put(join(server.workspace, 'buildout.hash.cfg'), `${hostile}\n[a]\nfilename = b\nmd5sum = c\n`);
  await put(join(server.workspace, 'b'), 'x');
  const answer = await ask('/api/file/md5?path=workspace/b');
  expect(answer.json).toMatchObject({ listedIn: [{ section: 'a', md5sum: 'c' }] });
});

test('a folder of 200 000 entries is listed whole and in order, and blocks nobody', async () => {
  const folder = join(server.workspace, 'many');
  await mkdir(folder);
  execFileSync('sh', ['-c', 'seq -f "%06g" 200000 | xargs touch; mkdir z'], { cwd: folder });
  const { entries } = endpoints.listFolder.response.parse(
    (await ask('/api/folder?path=workspace/many')).json,
  );
  expect(entries).toHaveLength(200_001);
  expect(entries[0]).toEqual({ name: 'z', kind: 'directory' });
  expect(entries[1]).toEqual({ name: '000001', kind: 'file' });
  expect(entries.at(-1)).toEqual({ name: '200000', kind: 'file' });
}, 120_000);

test('a huge list of installed parts is told, or that it is too long, and blocks nobody', async () => {
  const partition = join(server.state, 'slapos/inst/slappart0');
  const part = (n: number) =>
    `[part${n}]\nrecipe = slapos.recipe.template\noutput = ${partition}/${n}\na = b\n\n`;
  const text = Array.from({ length: 80_000 }, (_, n) => part(n)).join('');
  await put(join(partition, '.installed.cfg'), `[buildout]\nparts = part0\n\n${text}`);
  for (const [name, key] of [
    ['installed', 'parts'],
    ['rendered', 'files'],
  ] as const) {
    const answer = await ask(`/api/instances/local/slappart0/${name}`);
    expect(answer.status, answer.text.slice(0, 200)).toBe(200);
    expect(answer.json).toHaveProperty(`${key}.79999`);
  }
  const switched = Array.from({ length: 20 }, (_, n) => {
    return `[type${n}]\nrecipe = slapos.cookbook:switch-softwaretype\n`;
  });
  await put(join(partition, '.installed.cfg'), switched.join('\n'));
  for (let n = 0; n < 20; n++) await put(join(partition, `.installed-type${n}.cfg`), text);
  expect((await ask('/api/instances/local/slappart0/installed')).code).toMatch(
    /^(?:file_too_large|took_too_long)$/,
  );
});

test('lines and texts of any length are read in linear time', () => {
  const long = 2 * mebibyte;
  expect(parseExtends(`[buildout]\nextends = ${' '.repeat(long)}a\n[a:${'] '.repeat(long)}x\n`)).toEqual([
    'a',
  ]);
  expect(parseInstalledCfg(`[a${' '.repeat(long)}\n[b]\nc = ${'%(__'.repeat(long)}\n`)).toHaveLength(1);
  expect(parseHashFile(`[a]\nfilename = ${' '.repeat(long)}b${' '.repeat(long)}\n`)).toMatchObject([
    { filename: 'b' },
  ]);
  let lines = 0;
  const write = splitLines(64 * mebibyte, () => lines++);
  const chunk = Buffer.alloc(16 * 1024, 'x');
  for (let n = 0; n < 2000; n++) write(chunk);
  write(Buffer.from('\n'));
  expect(lines).toBe(1);
});

test('finds no more addresses in huge structures than in others', () => {
  const many = Array.from({ length: 300_000 }, () => 1);
  const found = findAddresses({ many, text: JSON.stringify(many), url: 'http://h/' });
  expect(found.map(({ parameter }) => parameter)).toEqual([]);
  expect(findAddresses({ url: 'http://h/', many }).map(({ parameter }) => parameter)).toEqual(['url']);
});
