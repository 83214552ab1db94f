import { spawn } from 'node:child_process';
import { once } from 'node:events';

/**
 * Ends a child by its id: TERM, and KILL where it is still there after `patience` seconds.
 * @param {import('node:child_process').ChildProcess} child
 * @param {number} patience
 */
export async function endChild(child, patience = 15) {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const exited = once(child, 'exit');
  const timer = setTimeout(() => child.kill('SIGKILL'), patience * 1000);
  child.kill('SIGTERM');
  await exited;
  clearTimeout(timer);
}

/**
 * Runs a command to its end and gives how long it took, in milliseconds. Throws with what it printed when its
 * exit status is neither 0 nor one of those allowed.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions & { allowed?: readonly number[] }} [options]
 * @returns {Promise<{ milliseconds: number, status: number, output: string }>}
 */
export async function timeCommand(command, args, { allowed = [], ...options } = {}) {
  const start = performance.now();
  const child = spawn(command, [...args], { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  child.stdout?.on('data', (data) => (output += data));
  child.stderr?.on('data', (data) => (output += data));
  const [status] = await once(child, 'close');
  const milliseconds = performance.now() - start;
  if (status === 0 || allowed.includes(status)) return { milliseconds, status, output };
  throw new Error(`${command} ${args.join(' ')} ended with ${status}:\n${output.slice(-2000)}`);
}
