import { execFileSync } from 'node:child_process';
import { truncate, writeFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SearchResult } from '../../../shared/search.ts';
import type { FoundLine } from '../../../shared/search.ts';
import { whileHealthy } from '../../testHealth.ts';
import { startTestServer } from '../../testServer.ts';
import type { TestServer } from '../../testServer.ts';

let server: TestServer;
beforeEach(async () => {
  server = await startTestServer();
});
afterEach(async () => {
  await server[Symbol.asyncDispose]();
});

const put = (name: string, content: string | Uint8Array) => writeFile(join(server.workspace, name), content);

/** The found lines by file, while the server answers others. */
async function find(terms: Record<string, string>): Promise<Record<string, FoundLine[]>> {
  const query = new URLSearchParams(terms).toString();
  const answer = await whileHealthy(server, server.request(`/api/search?${query}`));
  expect(answer.status, answer.text.slice(0, 1000)).toBe(200);
  const { files } = SearchResult.parse(answer.json);
  return Object.fromEntries(files.map(({ path, lines }) => [path.replace('workspace/', ''), lines]));
}

const mebibyte = 1024 * 1024;

describe('a search blocks nobody', () => {
  test.each([
    ['0.4 MB', 400_000],
    ['2 MB', 2 * mebibyte],
  ])('in a line of %s in which everything matches', async (_, length) => {
    await put('a-long', `${'x'.repeat(length)}\nx\n`);
    await put('b', 'x\n');
    const found = await find({ text: 'x' });
    expect(Object.keys(found)).toEqual(['a-long', 'b']);
    const [long, after] = found['a-long'] ?? [];
    expect(long).toMatchObject({ line: 1, column: 1, text: `${'x'.repeat(400)}…` });
    expect(long?.ranges.slice(0, 2)).toEqual([
      [0, 1],
      [1, 2],
    ]);
    expect(after).toEqual({ line: 2, column: 1, text: 'x', ranges: [[0, 1]] });
  });

  test('in a line that matches as a whole', async () => {
    await put('long', 'é'.repeat(2 * mebibyte));
    expect((await find({ text: '.*', regex: 'true' })).long).toEqual([
      { line: 1, column: 1, text: `${'é'.repeat(400)}…`, ranges: [[0, 400]] },
    ]);
  });

  test.each([
    ['in UTF-8 with escapes', Buffer.from('\u{1}"\\é𝒳\t'.repeat(200_000)), 7],
    ['that is not UTF-8', Buffer.from('caf\xe9 '.repeat(300_000), 'latin1'), 5],
    ['that ends within a character', Buffer.from('\xe2\x82'.repeat(300_000), 'latin1'), 1],
  ])('in a line %s, and shows the place far inside of it', async (_, before, width) => {
    await put(
      'long',
      Buffer.concat([before, Buffer.from('needle and more'), before, Buffer.from('\r\nlast')]),
    );
    const [line] = (await find({ text: 'needle' })).long ?? [];
    const text = before.toString('utf8');
    expect(text.length % width).toBe(0);
    expect(line?.column).toBe(text.length + 1);
    expect(line?.ranges).toEqual([[61, 67]]);
    expect(line?.text.slice(0, 76)).toBe(`…${text.slice(-60)}needle and more`.slice(0, 76));
    expect(line?.text).toHaveLength(402);
  });

  test('in many lines with many matches each', async () => {
    await put('many', `${'x '.repeat(1500)}\n`.repeat(1000));
    const found = await find({ text: 'x' });
    expect(found.many).toHaveLength(1000);
  });

  test('in files that are too large, and in binary ones', async () => {
    await put('huge', 'needle '.repeat(1000));
    await truncate(join(server.workspace, 'huge'), 2 ** 30);
    await put('huge.txt', 'needle '.repeat(2 * mebibyte));
    await put(
      'binary',
      Buffer.concat([Buffer.from('x'.repeat(100_000)), Buffer.from([0]), Buffer.from('needle')]),
    );
    await put('small', 'needle');
    expect(Object.keys(await find({ text: 'needle' }))).toEqual(['small']);
  });

  test('and ends with the request', async () => {
    for (let n = 0; n < 40; n++) await put(`long${n}`, 'zyx'.repeat(2 * mebibyte));
    const outgoing = httpRequest({
      ...{ host: '127.0.0.1', port: server.port, path: '/api/search?text=zyx', agent: false },
      headers: { Cookie: server.cookie },
    });
    outgoing.on('error', () => undefined);
    outgoing.end();
    await expect.poll(searches, { interval: 5, timeout: 10_000 }).toBe(1);
    outgoing.destroy();
    await expect.poll(searches, { interval: 10, timeout: 10_000 }).toBe(0);
  });
});

function searches(): number {
  const list = execFileSync('ps', ['-o', 'args=', '--ppid', String(process.pid)]).toString();
  return list.split('\n').filter((line) => line.includes('zyx')).length;
}
