import { execFile } from 'node:child_process';

const maxBuffer = 16 * 1024 * 1024;
/** What every call has: a repository may come from anywhere, and none of its programs is executed. */
const safe = ['-c', 'core.fsmonitor=false', '-c', 'core.hooksPath=/dev/null', '--no-optional-locks'];

/** How git ended. */
export interface GitAnswer {
  readonly ok: boolean;
  readonly stdout: string;
  /** What it complained of; where it could not be started or took too long, why. */
  readonly complaint: string;
}

/**
 * The one place where the server starts git: in a folder, without a shell, prompts, hooks and file system monitors.
 * `limitMs`: milliseconds that it may take.
 */
export function runGit(folder: string, args: readonly string[], limitMs = 10_000): Promise<GitAnswer> {
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0' };
  return new Promise((resolve) => {
    execFile(
      'git',
      [...safe, ...args],
      { cwd: folder, env, timeout: limitMs, maxBuffer },
      (error, stdout, stderr) => {
        resolve({ ok: error === null, stdout, complaint: stderr.trim() || (error?.message ?? '') });
      },
    );
  });
}
