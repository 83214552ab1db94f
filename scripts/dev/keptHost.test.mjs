import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseJson } from '../setup/files.mjs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { keepHost } from './keptHost.mjs';

/** Answers with its own pid and arguments; what is called `late` only with the next request. */
const host = `#!${process.execPath}
const waiting = [];
require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
  const { id, method } = JSON.parse(line);
  waiting.push({ id, result: { method, pid: process.pid, args: process.argv.slice(2) } });
  if (method !== 'late') for (const answer of waiting.splice(0)) console.log(JSON.stringify(answer));
}).on('close', () => process.exit());
console.log(JSON.stringify({ event: 'ready', data: {} }));
`;

/** @type {string} */
let base;
/** @type {Awaited<ReturnType<typeof keepHost>>} */
let kept;

beforeEach(async () => {
  base = mkdtempSync(join(tmpdir(), 'wr-kept-'));
  mkdirSync(join(base, 'real', 'bin'), { recursive: true });
  writeFileSync(join(base, 'real', 'bin', 'webrunner-slapos-host'), host, { mode: 0o700 });
  writeFileSync(join(base, 'real', 'bin', 'slapos'), '', { mode: 0o700 });
  mkdirSync(join(base, 'kept'));
  kept = await keepHost(join(base, 'real'), join(base, 'kept'));
});
afterEach(async () => {
  await kept.stop();
  rmSync(base, { recursive: true });
});

/** Starts what a server would start as the engine host. */
function startServer() {
  const child = spawn(join(kept.environment, 'bin', 'webrunner-slapos-host'), ['--base', '/b'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    ask: (/** @type {number} */ id, /** @type {string} */ method) =>
      child.stdin.write(`${JSON.stringify({ id, method })}\n`),
    next: async () => {
      const line = /** @type {IteratorResult<string, undefined>} */ (await lines.next());
      return parseJson(line.value ?? '');
    },
    end: async () => {
      child.stdin.end();
      await new Promise((resolve) => child.once('close', resolve));
    },
  };
}

test('the host goes on while the server is started anew, and an answer to the old one does not reach the new', async () => {
  const first = startServer();
  first.ask(1, 'open');
  expect(await first.next()).toEqual({ event: 'ready', data: {} });
  const answer = /** @type {{ id: number, result: { pid: number } }} */ (await first.next());
  expect(answer).toMatchObject({ id: 1, result: { method: 'open', args: ['--base', '/b'] } });
  first.ask(2, 'late');
  await first.end();

  const second = startServer();
  second.ask(1, 'open');
  expect(await second.next()).toEqual({ id: 1, result: { ...answer.result, method: 'open' } });
  await second.end();
});
