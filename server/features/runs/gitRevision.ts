import type { Run } from '../../../shared/runs.ts';
import { runGit } from '../../core/git/runGit.ts';
import { createLogger } from '../../core/logger.ts';

/** A run waits for it, in ms. */
const patience = 2000;
const log = createLogger('runs:git');

/**
 * The commit that the repository around `folder` is at; undefined where there is no repository, no commit, no git, or
 * git takes too long.
 */
export async function readRevision(folder: string): Promise<Run['revision']> {
  const commit = (await git(folder, ['rev-parse', '--verify', '--quiet', 'HEAD']))?.trim();
  if (commit === undefined || !/^[0-9a-f]{40,64}$/.test(commit)) return undefined;
  const changes = await git(folder, ['status', '--porcelain', '--ignore-submodules=all']);
  return changes === undefined ? undefined : { commit, dirty: changes !== '' };
}

async function git(folder: string, args: readonly string[]): Promise<string | undefined> {
  const { ok, stdout, complaint } = await runGit(folder, args, patience);
  if (!ok) log.debug({ complaint, folder }, 'git tells no revision');
  return ok ? stdout : undefined;
}
