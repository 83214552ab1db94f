import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Lays out the directory of a run whose software step goes on, as the engine would: its leader is a process of
 * ours, and its log a file that we write. The server must not be running yet.
 * @param {object} options
 * @param {string} options.state state folder of the product
 * @param {string} options.workspace
 * @param {number} options.id
 * @param {number} [options.leader] pid of a process that lives as long as the run; none for a run that completed
 * @returns {string} path of the log of the software step, which exists and is empty
 */
export function layOutRun({ state, workspace, id, leader }) {
  const folder = join(state, 'runs', String(id));
  mkdirSync(folder, { recursive: true });
  const createdAt = new Date().toISOString();
  const url = join(workspace, 'software', 'helloworld', 'software.cfg');
  const write = (/** @type {string} */ name, /** @type {unknown} */ value) =>
    writeFileSync(join(folder, name), `${JSON.stringify(value)}\n`);
  write('run.json', {
    version: 1,
    id,
    release: { name: 'helloworld', url },
    createdAt,
    steps: ['software', 'instance'],
  });
  const command = `slapos node software --force --only-sr=${url}`;
  const began = { command, startedAt: createdAt };
  const ended = { finishedAt: createdAt, durationMs: 1, exitCode: 0 };
  write('status.json', {
    version: 1,
    pid: leader ?? 1,
    startTime: leader === undefined ? '0' : startTime(leader),
    bootId: readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim(),
    finished: leader === undefined,
    steps:
      leader === undefined
        ? [
            { kind: 'software', state: 'completed', ...began, ...ended },
            { kind: 'instance', state: 'completed', ...began, ...ended },
          ]
        : [
            { kind: 'software', state: 'running', ...began },
            { kind: 'instance', state: 'queued' },
          ],
  });
  const log = join(folder, 'software.log');
  writeFileSync(log, '');
  return log;
}

/**
 * Field 22 of /proc/<pid>/stat.
 * @param {number} pid
 */
function startTime(pid) {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return text.slice(text.lastIndexOf(')') + 2).split(' ')[19];
}
