import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { endChild } from './childProcess.mjs';

/**
 * Starts one of the programs beside this file as a process that ends with the scope.
 * @param {import('./scope.mjs').Scope} scope
 * @param {string} name of the file
 * @param {readonly string[]} [args]
 */
export function forkHelper(scope, name, args = []) {
  const child = fork(fileURLToPath(new URL(name, import.meta.url)), [...args], { stdio: 'inherit' });
  scope.defer(() => endChild(child));
  return child;
}

/**
 * The next message of a forked process, one of the programs beside this file; throws when it ends instead.
 * @template T
 * @param {import('node:child_process').ChildProcess} child
 * @returns {Promise<T>}
 */
export async function nextMessage(child) {
  const waiting = new AbortController();
  const message = /** @type {Promise<[T]>} */ (once(child, 'message', { signal: waiting.signal }));
  try {
    return await Promise.race([
      message.then(([first]) => first),
      once(child, 'exit', { signal: waiting.signal }).then(([code]) => {
        throw new Error(`${child.spawnargs.join(' ')} ended with ${String(code)}.`);
      }),
    ]);
  } finally {
    waiting.abort();
  }
}
