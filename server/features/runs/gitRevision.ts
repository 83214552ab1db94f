import { execFile } from 'node:child_process';
import type { Run } from '../../../shared/runs.ts';
import { createLogger } from '../../core/logger.ts';

const timeoutMs = 2000;
const log = createLogger('runs:git');

/**
 * The commit that the repository around `folder` is at; undefined where there is no repository, no commit, no git, or
 * git takes too long. No hook and no file system monitor of the repository is executed: it may come from anywhere.
 */
export async function readRevision(folder: string): Promise<Run['revision']> {
  const commit = (await git(folder, ['rev-parse', '--verify', '--quiet', 'HEAD']))?.trim();
  if (commit === undefined || !/^[0-9a-f]{40,64}$/.test(commit)) return undefined;
  const changes = await git(folder, ['status', '--porcelain', '--ignore-submodules=all']);
  return changes === undefined ? undefined : { commit, dirty: changes !== '' };
}

function git(folder: string, args: readonly string[]): Promise<string | undefined> {
  const safe = ['-c', 'core.fsmonitor=false', '-c', 'core.hooksPath=/dev/null', '--no-optional-locks'];
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0' };
  return new Promise((resolve) => {
    const options = { cwd: folder, env, timeout: timeoutMs, maxBuffer: 16 * 1024 * 1024 };
    execFile('git', [...safe, ...args], options, (error, stdout) => {
      if (error !== null) log.debug({ err: error, folder }, 'git tells no revision');
      resolve(error === null ? stdout : undefined);
    });
  });
}
