import { createHash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { readdirSync, readlinkSync } from 'node:fs';
import { appendFile, mkdtemp, realpath, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { hasCode } from '../../core/files/fileError.ts';
import { Md5Summer } from './md5.ts';

let base: string;
let summer: Md5Summer;

beforeEach(async () => {
  base = await realpath(await mkdtemp(join(tmpdir(), 'wr-')));
  summer = new Md5Summer();
});
afterEach(async () => {
  await summer.dispose();
  await rm(base, { recursive: true });
});

const at = (name: string) => join(base, name);
const mebibyte = 1024 * 1024;

/** A file that takes minutes to sum, and no room on disk. */
async function putHuge(name: string): Promise<string> {
  await writeFile(at(name), '');
  await truncate(at(name), 200 * 1024 * mebibyte);
  return at(name);
}

test('sums files of any size', async () => {
  for (const size of [0, 1, 256 * 1024, 256 * 1024 + 1, 8 * mebibyte, 8 * mebibyte + 1, 20 * mebibyte]) {
    const bytes = Buffer.alloc(size, 'abc');
    await writeFile(at('file'), bytes);
    expect(await summer.sum(at('file')), String(size)).toBe(createHash('md5').update(bytes).digest('hex'));
  }
});

test('huge files do not keep others from being summed', async () => {
  const controller = new AbortController();
  const huge = await Promise.all(['a', 'b', 'c', 'd'].map(putHuge));
  const summing = Promise.allSettled(huge.map((file) => summer.sum(file, controller.signal)));
  for (let n = 0; n < 5; n++) {
    await writeFile(at('file'), Buffer.alloc(mebibyte, `${n}`));
    expect(await summer.sum(at('file'))).toMatch(/^[0-9a-f]{32}$/);
  }
  controller.abort();
  expect((await summing).map((one) => one.status)).toEqual(['rejected', 'rejected', 'rejected', 'rejected']);
});

test('stops when nobody waits any more, and rejects with the reason', async () => {
  const controller = new AbortController();
  const summing = summer.sum(await putHuge('huge'), controller.signal);
  summing.catch(() => undefined);
  await expect.poll(openFiles, { interval: 5 }).toEqual([at('huge')]);
  controller.abort();
  await expect(summing).rejects.toBe(controller.signal.reason);
  await expect.poll(openFiles, { interval: 5 }).toEqual([]);
  await expect(summer.sum(at('huge'), controller.signal)).rejects.toBe(controller.signal.reason);
});

/** The files below the folder that this process has open. */
function openFiles(): string[] {
  return readdirSync('/proc/self/fd').flatMap((name) => {
    try {
      const path = readlinkSync(`/proc/self/fd/${name}`);
      return path.startsWith(base) ? path : [];
    } catch (error) {
      // Closed meanwhile.
      if (hasCode(error, 'ENOENT')) return [];
      throw error;
    }
  });
}

test('gives up what takes too long', async () => {
  const hurried = new Md5Summer(200);
  await expect(hurried.sum(await putHuge('huge'))).rejects.toMatchObject({
    code: 'took_too_long',
    message: expect.stringContaining('md5sum') as unknown,
  });
  await hurried.dispose();
});

test('a file that goes on growing has no sum', async () => {
  await writeFile(at('log'), Buffer.alloc(128 * mebibyte));
  const state = { isDone: false };
  const appending = (async () => {
    while (!state.isDone) await appendFile(at('log'), Buffer.alloc(256 * 1024));
  })();
  const summing = summer.sum(at('log')).finally(() => (state.isDone = true));
  await expect(summing).rejects.toMatchObject({ code: 'changed_on_disk' });
  await appending;
});

test('what is no file has no sum', async () => {
  execFileSync('mkfifo', [at('fifo')]);
  await symlink('/dev/zero', at('link'));
  for (const path of [at('fifo'), '/dev/zero', '/dev/full']) {
    await expect(summer.sum(path)).rejects.toMatchObject({ code: 'not_regular_file' });
  }
  await expect(summer.sum(at('link'))).rejects.toMatchObject({ code: 'not_regular_file' });
  await expect(summer.sum(base)).rejects.toMatchObject({ code: 'is_directory' });
  await expect(summer.sum(at('none'))).rejects.toMatchObject({ code: 'not_found' });
});
