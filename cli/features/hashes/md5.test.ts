import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runCommand } from '../../testing/runCommand.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'md5-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

const at = (path: string) => join(folder, path);
const read = (path: string) => readFile(at(path), 'utf8');
const sumOf = (text: string) => createHash('md5').update(text).digest('hex');
const md5 = (...argv: string[]) => runCommand(at('no state'), ['md5', ...argv]);
const list = (text: string) =>
  `# sums\n[a.in]\nmd5sum = ${sumOf(text)}\n\n[x]\nfilename = none\nmd5sum = 0\n`;

async function put(path: string, text: string): Promise<void> {
  await mkdir(dirname(at(path)), { recursive: true });
  await writeFile(at(path), text);
}

function git(...args: string[]): string {
  const own = ['-c', 'user.name=x', '-c', 'user.email=x@example.org', '-c', 'merge.conflictStyle=merge'];
  return execFileSync('git', [...own, ...args], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'ignore'],
  }).toString();
}

describe('files on disk', () => {
  test('are checked, and then updated, without a server', async () => {
    await put('one/a.in', 'new');
    await put('one/buildout.hash.cfg', list('old'));
    await put('two/buildout.hash.cfg', '[../one/a.in]\r\nmd5sum=0');
    await chmod(at('two/buildout.hash.cfg'), 0o640);
    const [one, two] = [at('one/buildout.hash.cfg'), at('two/buildout.hash.cfg')];
    const checked = await md5('--check', folder);
    expect(checked).toEqual({
      code: 1,
      stdout: `${one}: a.in is stale\n${two}: ../one/a.in is stale\n`,
      stderr: `${one}: there is no none\n`,
    });
    expect(await read('one/buildout.hash.cfg')).toBe(list('old'));
    expect((await md5('--update', one, two)).code).toBe(0);
    expect(await read('one/buildout.hash.cfg')).toBe(list('new'));
    expect(await read('two/buildout.hash.cfg')).toBe(`[../one/a.in]\r\nmd5sum=${sumOf('new')}`);
    expect((await stat(two)).mode & 0o777).toBe(0o640);
    expect(await readdir(at('two'))).toEqual(['buildout.hash.cfg']);
    expect((await md5(folder)).code).toBe(0);
  });

  test('are told in JSON', async () => {
    await put('a.in', 'new');
    await put('buildout.hash.cfg', list('old'));
    const { code, stdout } = await md5('--json', folder);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toEqual({
      files: [{ path: at('buildout.hash.cfg'), stale: ['a.in'], missing: ['none'] }],
    });
  });

  test('that cannot be written are told in one line, and stay', async () => {
    await put('a/a.in', 'new');
    await put('a/buildout.hash.cfg', list('old'));
    await chmod(at('a'), 0o555);
    const { code, stderr } = await md5('--update', at('a'));
    await chmod(at('a'), 0o755);
    expect([code, stderr]).toEqual([
      2,
      `webrunner: ${at('a/buildout.hash.cfg')} cannot be written (EACCES).\n`,
    ]);
    expect(await read('a/buildout.hash.cfg')).toBe(list('old'));
  });

  test('that are none are refused in one line', async () => {
    await put('a.in', 'new');
    for (const argv of [[at('a.in')], [at('nothing')], ['--check', '--update'], ['--solve', at('a.in')]]) {
      const { code, stderr } = await md5(...argv);
      expect(code).toBe(2);
      expect(stderr).toMatch(/^webrunner: [^\n]+\n$/);
    }
  });
});

describe('what is staged', () => {
  beforeEach(async () => {
    git('init', '-q');
    await put('p/a.in', 'old');
    await put('p/buildout.hash.cfg', list('old'));
    git('add', '.');
    git('commit', '-q', '-m', 'first');
  });

  test('gets the sums of what is staged, while the working tree gets its own', async () => {
    await put('p/a.in', 'staged');
    git('add', '.');
    expect((await md5('--staged', '--check', folder)).code).toBe(1);
    await put('p/a.in', 'later');
    expect(await md5('--staged', at('p'))).toEqual({
      code: 0,
      stdout: 'p/buildout.hash.cfg: a.in updated\n',
      stderr: '',
    });
    expect(git('show', ':p/buildout.hash.cfg')).toBe(list('staged'));
    expect(await read('p/buildout.hash.cfg')).toBe(list('later'));
    expect((await md5('--staged', '--check', folder)).code).toBe(0);
  });

  test('is left alone where no file of a list is part of it', async () => {
    await put('p/a.in', 'not staged');
    await put('other', 'x');
    git('add', 'other');
    expect(await md5('--staged', folder)).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(await read('p/buildout.hash.cfg')).toBe(list('old'));
  });
});

describe('a conflict', () => {
  test('about sums is solved by what the merge has made of the file, in a rebase too', async () => {
    const lines = (first: string, last: string) => `${first}\n\n\n\n\n\n\n\n${last}\n`;
    const commit = async (text: string) => {
      await put('a.in', text);
      await put('buildout.hash.cfg', list(text));
      git('add', '.');
      git('commit', '-q', '-m', text.slice(0, 3));
    };
    git('init', '-q', '-b', 'main');
    await commit(lines('1', '1'));
    git('checkout', '-q', '-b', 'side');
    await commit(lines('1', '2'));
    git('checkout', '-q', 'main');
    await commit(lines('2', '1'));
    git('checkout', '-q', 'side');
    expect(() => git('rebase', '-q', 'main')).toThrow();
    expect(await read('buildout.hash.cfg')).toContain('<<<<<<<');
    expect((await md5('--solve', at('buildout.hash.cfg'))).code).toBe(0);
    expect(await read('a.in')).toBe(lines('2', '2'));
    expect(await read('buildout.hash.cfg')).toBe(list(lines('2', '2')));
  });

  test('of a listed file, or about which files there are, is left to the user', async () => {
    git('init', '-q');
    const both = (ours: string, theirs: string) => `<<<<<<< HEAD\n${ours}=======\n${theirs}>>>>>>> other\n`;
    await put('a.in', 'x');
    await put('buildout.hash.cfg', `${list('old')}${both('[b]\nmd5sum = 1\n', '[c]\nmd5sum = 1\n')}`);
    const { code, stderr } = await md5('--solve', at('buildout.hash.cfg'));
    expect(code).toBe(1);
    expect(stderr).toContain(':8: this conflict is about which files are listed');
    expect(await read('buildout.hash.cfg')).toBe(
      `${list('x')}${both('[b]\nmd5sum = 1\n', '[c]\nmd5sum = 1\n')}`,
    );
  });
});
