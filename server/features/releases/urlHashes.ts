import { createHash } from 'node:crypto';
import { AppError } from '../../../shared/core/errors.ts';
import { hashFileName, parseHashFile } from '../../../shared/profile/hashFile.ts';
import type { HashEntry } from '../../../shared/profile/hashFile.ts';
import { isUrlName } from '../../../shared/releaseName.ts';
import type { ReleaseHashes } from '../../../shared/releases.ts';
import { FetchProblem, fetchBytes, fetchText, TooLong } from '../../core/http/fetchText.ts';
import { maxFileBytes, SchemaProblem } from './schemaFiles.ts';
import { urlSchemas } from './urlSchemas.ts';

const maxEntries = 100;
/** Bytes of all listed files together, and of one. */
const maxBytes = 20 * 1024 * 1024;
const maxOne = 5 * 1024 * 1024;
const maxMs = 30_000;

type CheckedSum = ReleaseHashes['entries'][number];

/**
 * The profile and the sums of a release by URL. Rejects with AppError `bad_request` for any other release, and where one of the
 * two profiles cannot be read; what is wrong with a listed file is told at its entry.
 */
export async function readUrlHashes(release: string, asked?: AbortSignal): Promise<ReleaseHashes> {
  if (!isUrlName(release)) {
    throw new AppError(
      'bad_request',
      `"${release}" is in the workspace: open its profile and its ${hashFileName} in the editor.`,
    );
  }
  const late = AbortSignal.timeout(maxMs);
  const signal = asked === undefined ? late : AbortSignal.any([late, asked]);
  const folder = new URL('.', release).href.replace(/\/$/, '');
  const { locate } = urlSchemas(release);
  const text = async (url: string): Promise<string | undefined> => {
    try {
      return await fetchText(url, { maxBytes: maxFileBytes, signal });
    } catch (error) {
      if (!(error instanceof FetchProblem)) throw error;
      throw new AppError('bad_request', error.message, { cause: error });
    }
  };
  const profile = await text(release);
  if (profile === undefined) throw new AppError('not_found', `There is nothing at ${release} any more.`);
  const hashes = await text(locate(folder, hashFileName));
  const listed = parseHashFile(hashes ?? '');
  let room = maxBytes;
  const check = async ({ filename, md5sum }: HashEntry): Promise<Pick<CheckedSum, 'state' | 'problem'>> => {
    if (md5sum === undefined) return { state: 'noSum' };
    const limit = Math.min(room, maxOne);
    try {
      // A name may have characters that mean something else in a URL.
      const url = locate(folder, filename.split('/').map(encodeURIComponent).join('/'));
      const bytes = await fetchBytes(url, { maxBytes: limit, signal });
      if (bytes === undefined) return { state: 'missing' };
      room -= bytes.length;
      return { state: createHash('md5').update(bytes).digest('hex') === md5sum ? 'right' : 'differs' };
    } catch (error) {
      if (error instanceof TooLong) {
        // It was read up to there.
        room -= limit;
        return { state: 'tooLarge' };
      }
      if (!(error instanceof FetchProblem || error instanceof SchemaProblem)) throw error;
      return { state: 'unreadable', problem: error.message };
    }
  };
  const entries: CheckedSum[] = [];
  for (const entry of listed.slice(0, maxEntries)) {
    const { section, filename, md5sum } = entry;
    entries.push({
      ...{ section, filename },
      ...(md5sum === undefined ? {} : { md5sum }),
      ...(await check(entry)),
    });
  }
  return {
    profile,
    ...(hashes === undefined ? {} : { hashes }),
    entries,
    more: Math.max(0, listed.length - maxEntries),
  };
}
