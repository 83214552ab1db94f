/** The one place where the scripts start commands: collected, attached to our output, or only asked for a line. */
import { spawn, spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { say, SetupError, showOutput } from './progress.mjs';

/**
 * Absolute path of a program on PATH, or undefined.
 * @param {string} name
 */
export function which(name) {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    if (folder === '') continue;
    const path = join(folder, name);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // Not in this folder: the next one may have it.
    }
  }
  return undefined;
}

/**
 * How a command ended.
 * @typedef {object} Ending
 * @property {number | null} code exit status; null where it was killed, or could not be started
 * @property {NodeJS.Signals | null} signal what killed it
 * @property {string | undefined} failure why it is no success, in some words; undefined where the exit status is 0
 */

/**
 * @param {import('node:child_process').ChildProcess} child
 * @returns {Promise<Ending>} never rejects
 */
function ending(child) {
  return new Promise((resolve) => {
    child.on('error', (error) => {
      resolve({ code: null, signal: null, failure: error.message });
    });
    child.on('close', (code, signal) => {
      const failure = code === null ? `killed by ${signal}` : `exit status ${code}`;
      resolve({ code, signal, failure: code === 0 ? undefined : failure });
    });
  });
}

/**
 * Runs a command to its end and collects what it prints, on stdout and stderr together. Does not throw when it fails.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions & { keptBytes?: number, onOutput?: (text: string) => void }} [options]
 *   `keptBytes`: so much of the end of the output is kept, otherwise all
 * @returns {Promise<Ending & { output: string }>}
 */
export async function collect(command, args, { keptBytes = Infinity, onOutput, ...options } = {}) {
  const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  /** @type {Buffer[]} */
  let chunks = [];
  let size = 0;
  const add = (/** @type {Buffer} */ data) => {
    chunks.push(data);
    size += data.length;
    // Not at every chunk: that would copy all that is kept each time.
    if (size > 2 * keptBytes) {
      chunks = [Buffer.concat(chunks).subarray(-keptBytes)];
      size = keptBytes;
    }
    onOutput?.(data.toString());
  };
  child.stdout.on('data', add);
  child.stderr.on('data', add);
  const end = await ending(child);
  const all = Buffer.concat(chunks);
  return { ...end, output: all.subarray(Math.max(0, all.length - keptBytes)).toString() };
}

/**
 * Runs a command on our output and our signals: what ends us ends it. Gives also what it printed on stderr, where asked.
 * Does not throw when it fails.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions & { captureStderr?: boolean }} [options]
 * @returns {Promise<Ending & { stderr: string }>}
 */
export async function attach(command, args, { captureStderr = false, ...options } = {}) {
  const child = spawn(command, args, {
    stdio: ['ignore', 'inherit', captureStderr ? 'pipe' : 'inherit'],
    ...options,
  });
  const handOn = (/** @type {NodeJS.Signals} */ signal) => child.kill(signal);
  for (const signal of endingSignals) process.on(signal, handOn);
  let stderr = '';
  child.stderr?.on('data', (/** @type {Buffer} */ data) => {
    stderr += data.toString();
    process.stderr.write(data);
  });
  const end = await ending(child);
  for (const signal of endingSignals) process.off(signal, handOn);
  return { ...end, stderr };
}

/**
 * What asks a process to end.
 * @type {readonly NodeJS.Signals[]}
 */
export const endingSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** So much of the end of the output of a command is kept for the case that it fails, in bytes. */
const keptBytes = 64 * 1024;
/** And so many lines of that are shown. */
const shownLines = 100;

/**
 * Runs a command of the set-up. The step that goes on shows what it prints last; the end of its output is shown when it
 * fails, on stderr, since stdout is kept for the ready line. Throws SetupError.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions} [options]
 */
export async function run(command, args, options = {}) {
  const onOutput = (/** @type {string} */ text) => {
    const line = lastLine(text);
    if (line !== undefined) showOutput(line);
  };
  const { failure, output } = await collect(command, args, { ...options, keptBytes, onOutput });
  if (failure === undefined) return;
  say(output.trimEnd().split('\n').slice(-shownLines).join('\n'));
  throw new SetupError(`${command} ${args.join(' ')}: ${failure}`);
}

/**
 * The last line of a text that has words, without what would move the cursor or colour it.
 * @param {string} text
 */
function lastLine(text) {
  return text
    .split(/[\r\n]/)
    .map((line) =>
      line
        .replace(/\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07]*\x07?)/g, '')
        .replace(/[\x00-\x1f\x7f]/g, ' ')
        .trim(),
    )
    .findLast((line) => /[\p{L}\p{N}]/u.test(line));
}

/**
 * Standard output of a short command, or undefined where it fails.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnSyncOptions} [options]
 */
export function outputOf(command, args, options = {}) {
  const { status, stdout } = spawnSync(command, args, { ...options, encoding: 'utf8' });
  return status === 0 ? stdout.trim() : undefined;
}
