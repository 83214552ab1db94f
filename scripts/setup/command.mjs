import { spawn, spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { say, SetupError, showOutput } from './progress.mjs';

/** Absolute path of a program on PATH, or undefined. */
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

/** So much of the end of the output of a command is kept for the case that it fails, in bytes. */
const keptOutput = 64 * 1024;
/** And so many lines of that are shown. */
const shownLines = 100;

/**
 * Runs a command. The step that goes on shows what it prints last; the end of its output is shown when it fails, on
 * stderr, since stdout is kept for the ready line. Throws SetupError.
 */
export async function run(command, args, options = {}) {
  const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = Buffer.alloc(0);
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (data) => {
      output = Buffer.concat([output, data]).subarray(-keptOutput);
      const line = lastLine(data.toString());
      if (line !== undefined) showOutput(line);
    });
  }
  const failure = await new Promise((resolve) => {
    child.on('error', (error) => resolve(error.message));
    child.on('close', (code, signal) => resolve(code === 0 ? undefined : `exit status ${code ?? signal}`));
  });
  if (failure === undefined) return;
  say(output.toString().trimEnd().split('\n').slice(-shownLines).join('\n'));
  throw new SetupError(`${command} ${args.join(' ')}: ${failure}`);
}

/** The last line of a text that has words, without what would move the cursor or colour it. */
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

/** Standard output of a short command, or undefined where it fails. */
export function outputOf(command, args) {
  const { status, stdout } = spawnSync(command, args, { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : undefined;
}
