import { execFileSync } from 'node:child_process';
import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { maxFoundLines, SearchResult } from '../../../shared/search.ts';
import { startTestServer } from '../../testServer.ts';
import type { TestAnswer, TestServer } from '../../testServer.ts';
import { searchFiles } from './searchFiles.ts';

let server: TestServer;
beforeEach(async () => {
  server = await startTestServer();
});
afterEach(async () => {
  await server[Symbol.asyncDispose]();
});

async function put(path: string, content: string | Uint8Array): Promise<void> {
  const file = join(server.workspace, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, content);
}

function ask(terms: Record<string, string>): Promise<TestAnswer> {
  return server.request(`/api/search?${new URLSearchParams(terms).toString()}`);
}

async function find(terms: Record<string, string>): Promise<SearchResult> {
  const answer = await ask(terms);
  expect(answer.status, answer.text).toBe(200);
  return SearchResult.parse(answer.json);
}

/** The found lines as `path:line:column`. */
async function places(terms: Record<string, string>): Promise<string[]> {
  const { files } = await find(terms);
  return files.flatMap(({ path, lines }) =>
    lines.map(({ line, column }) => `${path.replace(/^workspace\//, '')}:${line}:${column}`),
  );
}

describe('a search', () => {
  test('finds a text in all files, by path, with the place of each match in UTF-16', async () => {
    await put('software/b/software.cfg', '[one]\r\nkey = é𝒳 Value and value\r\n');
    await put('software/a/.hidden', 'value\n');
    expect(await find({ text: 'value' })).toEqual({
      files: [
        {
          path: 'workspace/software/a/.hidden',
          lines: [{ line: 1, column: 1, text: 'value', ranges: [[0, 5]] }],
        },
        {
          path: 'workspace/software/b/software.cfg',
          lines: [
            {
              line: 2,
              column: 11,
              text: 'key = é𝒳 Value and value',
              ranges: [
                [10, 15],
                [20, 25],
              ],
            },
          ],
        },
      ],
    });
  });

  test('takes the text as it is, unless it is asked for as a regular expression', async () => {
    await put('a.cfg', 'a.b\naxb\n${a:b}\n--files\n');
    expect(await places({ text: 'a.b' })).toEqual(['a.cfg:1:1']);
    expect(await places({ text: 'a[.x]b', regex: 'true' })).toEqual(['a.cfg:1:1', 'a.cfg:2:1']);
    expect(await places({ text: '${a:' })).toEqual(['a.cfg:3:1']);
    expect(await places({ text: '--files' })).toEqual(['a.cfg:4:1']);
  });

  test('heeds case and words where it is asked to, and the names of files', async () => {
    await put('x/a.cfg', 'Port\nport\nports\n');
    await put('b.py', 'port\n');
    expect(await places({ text: 'port', names: '*.cfg' })).toEqual([
      'x/a.cfg:1:1',
      'x/a.cfg:2:1',
      'x/a.cfg:3:1',
    ]);
    expect(await places({ text: 'port', matchCase: 'true', names: ' *.cfg, ' })).toEqual([
      'x/a.cfg:2:1',
      'x/a.cfg:3:1',
    ]);
    expect(await places({ text: 'port', wholeWord: 'true', names: '*.py,*.txt' })).toEqual(['b.py:1:1']);
    expect(
      await places({ text: 'port', folder: 'workspace/x', wholeWord: 'true', matchCase: 'true' }),
    ).toEqual(['x/a.cfg:2:1']);
  });

  test('leaves out what git keeps or ignores, binary files, and what links lead to', async () => {
    await put('.gitignore', '*.pyc\n');
    await put('a.pyc', 'needle\n');
    await put('binary', 'needle\0\n');
    await put('real', 'needle\n');
    execFileSync('git', ['init', '-q'], { cwd: server.workspace });
    await put('.git/description', 'needle\n');
    await symlink('/etc', join(server.workspace, 'etc'));
    expect(await places({ text: 'needle' })).toEqual(['real:1:1']);
    expect(await places({ text: 'root', folder: 'workspace' })).toEqual([]);
  });

  test('of a long line it gives what is around the first match', async () => {
    await put('long', `${'x'.repeat(5000)}needle${'y'.repeat(5000)}\n`);
    const { files } = await find({ text: 'needle' });
    const [line] = files[0]?.lines ?? [];
    expect(line).toMatchObject({ line: 1, column: 5001, ranges: [[61, 67]] });
    expect(line?.text).toMatch(/^…x{60}needley+…$/);
    expect(line?.text).toHaveLength(402);
  });

  test('shows lines that are not UTF-8', async () => {
    await put('latin', Buffer.from([0x63, 0x61, 0x66, 0xe9, 0x20, 0x6f, 0x6b, 0x0a]));
    expect((await find({ text: 'ok' })).files[0]?.lines).toEqual([
      { line: 1, column: 6, text: 'caf\u{fffd} ok', ranges: [[5, 7]] },
    ]);
  });

  test('says so when there is more than it gives', async () => {
    await put('many', 'needle\n'.repeat(maxFoundLines));
    expect(await find({ text: 'needle' })).not.toHaveProperty('incomplete');
    await put('more', 'needle\n');
    const { files, incomplete } = await find({ text: 'needle' });
    expect(files.flatMap(({ lines }) => lines)).toHaveLength(maxFoundLines);
    expect(incomplete).toMatch(/^Only the first 1000 lines/);
  });

  test.runIf(process.getuid?.() !== 0)('goes on past files that it may not read', async () => {
    await put('a', 'needle\n');
    await put('b', 'needle\n');
    await chmod(join(server.workspace, 'a'), 0);
    expect(await places({ text: 'needle' })).toEqual(['b:1:1']);
  });

  test('ends when nobody waits for it any more', async () => {
    const controller = new AbortController();
    const { signal } = controller;
    // A folder that takes a while on any machine.
    const searching = searchFiles({ text: 'no needle' }, { path: '/usr', folder: 'releases/usr', signal });
    await expect.poll(searches, { interval: 10 }).toBe(1);
    controller.abort();
    await expect(searching).rejects.toBe(signal.reason);
    expect(searches()).toBe(0);
  });
});

/** Number of searches for the needle that is not there. */
function searches(): number {
  const list = execFileSync('ps', ['-o', 'args=', '--ppid', String(process.pid)]).toString();
  return list.split('\n').filter((line) => line.includes('no needle')).length;
}

describe('a search is refused', () => {
  test.each([
    [{ text: '(', regex: 'true' }, 'bad_request', /unclosed group/],
    [{ text: 'x', names: 'a{' }, 'bad_request', /unclosed alternate/],
    [{ text: '' }, 'bad_request', /text/],
    [{ text: 'x', folder: 'workspace/../..' }, 'path_outside', /leads out/],
    [{ text: 'x', folder: 'workspace/none' }, 'not_found', /no such/],
    [{ text: 'x', folder: 'workspace/file' }, 'not_directory', /not a folder/],
    [{ text: 'x', other: '1' }, 'unknown_field', /other/],
  ])('%j', async (terms, code, sentence) => {
    await put('file', 'x\n');
    const answer = await ask(terms);
    expect(answer.code).toBe(code);
    expect(answer.text).toMatch(sentence);
  });
});
