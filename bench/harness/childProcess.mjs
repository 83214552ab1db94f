import { once } from 'node:events';
import { collect } from '../../scripts/setup/command.mjs';

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
 * exit status is not 0.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions} [options]
 */
export async function timeCommand(command, args, options) {
  const start = performance.now();
  const { failure, output } = await collect(command, args, options);
  const milliseconds = performance.now() - start;
  if (failure === undefined) return { milliseconds, output };
  throw new Error(`${command} ${args.join(' ')}: ${failure}\n${output.slice(-2000)}`);
}
