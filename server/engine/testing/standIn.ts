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

/**
 * Prologue of a host whose leaders are itself: `begins` writes the status of a running run, `ends(directory, state)` that of
 * one that is over.
 */
export const leaderOfItself = `
const field22 = () => fs.readFileSync('/proc/self/stat', 'utf8').split(') ')[1].split(' ')[19];
const write = (directory, finished, states) => {
  const now = new Date().toISOString();
  const steps = ['software', 'instance'].map((kind, n) => ({ kind, state: states[n],
    ...(states[n] === 'queued' ? {} : { startedAt: now }), ...(finished ? { exitCode: 0, finishedAt: now } : {}) }));
  fs.writeFileSync(directory + '/tmp', JSON.stringify({ version: 1, pid: process.pid, startTime: field22(),
    bootId: fs.readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim(), finished, steps }));
  fs.renameSync(directory + '/tmp', directory + '/status.json');
};
const begins = (directory) => write(directory, false, ['running', 'queued']);
const ends = (directory, state) => write(directory, true, [state, state]);
`;

