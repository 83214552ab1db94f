import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Writes an executable in the place of the engine host, which speaks its protocol and builds nothing. `answer` is
 * the body of a function of (id, method, params) that is called for each request; `prologue` runs before. Both can
 * use `fs`, `say(value)` (writes a line) and `opens(id, method)` (answers `open`, then true).
 */
export async function writeStandIn(folder: string, answer: string, prologue = ''): Promise<void> {
  await mkdir(join(folder, 'bin'), { recursive: true });
  await writeFile(
    join(folder, 'bin/webrunner-slapos-host'),
    `#!${process.execPath}
const fs = require('node:fs');
const say = (value) => fs.writeSync(1, typeof value === 'string' ? value : JSON.stringify(value) + '\\n');
const opens = (id, method) => {
  if (method === 'open') say({ id, result: { softwareRoot: '/s', instanceRoot: '/i', masterUrl: 'x' } });
  return method === 'open';
};
const answer = (id, method, params) => { ${answer} };
${prologue}
require('node:readline').createInterface({ input: process.stdin })
  .on('line', (line) => { const { id, method, params } = JSON.parse(line); answer(id, method, params); })
  .on('close', () => { if (!globalThis.stubborn) process.exit(0); });
`,
    { mode: 0o755 },
  );
}
