import { spawn as spawnInTerminal } from '@lydell/node-pty';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'progress-'));
});
afterEach(() => rm(folder, { recursive: true }));

const here = JSON.stringify(import.meta.dirname);
const soon = { timeout: 15_000, interval: 20 };

/** A set-up of one step, whose command prints two lines, and then nothing until the file `go-on` is there. */
async function writeSetup(exitCode = 0): Promise<string> {
  const goOn = JSON.stringify(join(folder, 'go-on'));
  const command = `
    console.log('Collecting \\x1b[32mzope.interface\\x1b[0m');
    console.error('Installing\\r buildout');
    const timer = setInterval(() => {
      if (!require('node:fs').existsSync(${goOn})) return;
      clearInterval(timer);
      process.exitCode = ${exitCode};
    }, 20);`;
  const path = join(folder, 'setup.mjs');
  await writeFile(
    path,
    `const { runMain, step } = await import(${here} + '/progress.mjs');
     const { run } = await import(${here} + '/command.mjs');
     await runMain(async () => {
       await step('Installing things', () => run(process.execPath, ['-e', ${JSON.stringify(command)}]), { everyMs: 50 });
       console.log('ready');
     });`,
  );
  return path;
}
const goOn = () => writeFile(join(folder, 'go-on'), '');

/** Runs it without a terminal; `seen` is what it has printed on stderr so far. */
async function start(exitCode = 0) {
  const child = spawn(process.execPath, [await writeSetup(exitCode)], { stdio: ['ignore', 'pipe', 'pipe'] });
  const closed = once(child, 'close');
  const printed = { stdout: '', stderr: '' };
  child.stdout.on('data', (data: Buffer) => (printed.stdout += data.toString()));
  child.stderr.on('data', (data: Buffer) => (printed.stderr += data.toString()));
  return { printed, closed };
}

test('without a terminal a step says by and by how long it has been at work, and what was printed last', async () => {
  const { printed, closed } = await start();
  await vi.waitFor(() => expect(printed.stderr).toMatch(/^ {2}1 s {2}buildout$/m), soon);
  await goOn();
  expect(await closed).toEqual([0, null]);
  const lines = printed.stderr.trimEnd().split('\n');
  expect(lines[0]).toBe('• Installing things …');
  expect(lines.at(-1)).toMatch(/^ {2}done in \d+\.\d s$/);
  expect(printed.stderr).not.toMatch(/[\r\x1b]/u);
  expect(printed.stdout).toBe('ready\n');
});

test('on a terminal it is one line that is drawn anew, and leaves only how long it took', async () => {
  const terminal = spawnInTerminal(process.execPath, [await writeSetup()], {
    ...{ cols: 60, rows: 10, cwd: folder },
    env: { ...process.env, TERM: 'xterm' },
  });
  let printed = '';
  terminal.onData((data) => (printed += data));
  const closed = new Promise((resolve) => terminal.onExit(({ exitCode }) => resolve(exitCode)));
  await vi.waitFor(() => expect(printed).toContain('Installing things … 1 s  buildout'), soon);
  await goOn();
  expect(await closed).toBe(0);
  // What stays: each drawing begins at the left and clears the line.
  const left = printed.split('\r\n').map((line) => line.split('\r\x1b[K').at(-1));
  expect(left).toEqual([expect.stringMatching(/^• Installing things … done in \d+\.\d s$/), 'ready', '']);
  expect(Math.max(...printed.split(/\r\x1b\[K|\r\n/).map((line) => line.length))).toBeLessThan(60);
});

test('a command that fails shows what it printed, and the step that it failed', async () => {
  const { printed, closed } = await start(3);
  await goOn();
  expect(await closed).toEqual([1, null]);
  expect(printed.stderr).toContain('Collecting');
  expect(printed.stderr).toMatch(/^ {2}failed after /m);
  expect(printed.stderr).toMatch(/^webrunner: .*exit status 3$/ms);
  expect(printed.stdout).toBe('');
});
