import { once } from 'node:events';
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import { collect } from './command.mjs';

const node = (script: string, options = {}) => collect(process.execPath, ['-e', script], options);

test('a command that went well gives what it printed, on both streams', async () => {
  expect(await node('console.log("out"); setTimeout(() => console.error("err"), 50)')).toEqual({
    code: 0,
    signal: null,
    failure: undefined,
    output: 'out\nerr\n',
  });
});

test('a command that failed, was killed or does not exist says so in words', async () => {
  expect(await node('process.exit(3)')).toMatchObject({ code: 3, failure: 'exit status 3' });
  expect(await node('process.kill(process.pid, "SIGKILL")')).toMatchObject({
    code: null,
    signal: 'SIGKILL',
    failure: 'killed by SIGKILL',
  });
  expect(await collect('/no/such/program', [])).toMatchObject({
    code: null,
    signal: null,
    failure: expect.stringContaining('ENOENT') as string,
  });
});

test('of a long output the end is kept, however it came', async () => {
  const script = 'for (let i = 0; i < 20000; i++) process.stdout.write(String(i).padStart(9) + "\\n")';
  const { output } = await node(script, { keptBytes: 20 });
  expect(output).toBe('    19998\n    19999\n');
});

test('a signal that ends the script ends the command that it is attached to', async () => {
  const child = spawn(
    process.execPath,
    [
      '--input-type=module',
      '-e',
      `import { attach } from ${JSON.stringify(new URL('command.mjs', import.meta.url).href)};
       const wait = 'console.log("begun"); setInterval(() => undefined, 1000)';
       const { signal } = await attach(process.execPath, ['-e', wait]);
       console.log(signal);`,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  expect((await lines.next()).value).toBe('begun');
  child.kill('SIGTERM');
  expect((await lines.next()).value).toBe('SIGTERM');
  expect(await once(child, 'exit')).toEqual([0, null]);
});
