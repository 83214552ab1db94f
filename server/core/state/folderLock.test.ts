import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { lockFolder } from './folderLock.ts';

let state: string;
beforeEach(async () => {
  state = await mkdtemp(join(tmpdir(), 'wr-'));
});
afterEach(() => rm(state, { recursive: true }));

test('a second server is told the pid of the first, until that has stopped', async () => {
  const lock = await lockFolder(state, '--state');
  await expect(lockFolder(state, '--state')).rejects.toThrow(`pid ${process.pid}`);
  await lock.dispose();
  await (await lockFolder(state, '--state')).dispose();
});

test('of many that start at once one gets in', async () => {
  const results = await Promise.allSettled(Array.from({ length: 10 }, () => lockFolder(state, '--state')));
  const locks = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  expect(locks).toHaveLength(1);
  await locks[0]?.dispose();
});

test('a server that was killed holds nothing', async () => {
  const { dev, ino } = await stat(state);
  const script = `require('net').createServer(s => s.end('1')).listen('\\0webrunner-${dev}-${ino}', () => console.log('on'))`;
  const holder = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'ignore'] });
  await once(holder.stdout, 'data');
  await expect(lockFolder(state, '--state')).rejects.toThrow('pid 1');
  const closed = once(holder, 'close');
  holder.kill('SIGKILL');
  await closed;
  await (await lockFolder(state, '--state')).dispose();
});
