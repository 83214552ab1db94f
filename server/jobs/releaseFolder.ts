import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import type { RunRecord } from './runFiles.ts';

/** Name of the folder that slapgrid installs a release in: the MD5 sum of its URL. */
export function releaseFolder(url: string): string {
  return createHash('md5').update(url).digest('hex');
}

/** Name of the release that a run built in a folder; undefined where it is none that was known when the run was made. */
export function releaseIn(
  { release, releases = [] }: Pick<RunRecord, 'release' | 'releases'>,
  folder: string,
): string | undefined {
  const name = basename(folder);
  return [release, ...releases].find(({ url }) => releaseFolder(url) === name)?.name;
}
