import * as z from 'zod/mini';
import { AppError } from '../../../shared/core/errors.ts';
import { releaseTitle } from '../../../shared/releaseName.ts';
import { maxReleaseUrl, readReleaseUrl } from '../../../shared/releaseUrl.ts';
import { toFileError } from '../../core/files/fileError.ts';
import { FetchProblem, fetchText } from '../../core/http/fetchText.ts';
import { createStateFile } from '../../core/state/stateFile.ts';

/** The releases that were added by their URLs; they are kept over restarts. */
export interface ReleaseUrls {
  /** In the order in which they were added. */
  list(): readonly string[];
  /**
   * Adds one, if there is a profile, and answers its URL as it is written here. Rejects with AppError `bad_request`, `not_found`
   * or `disk_full`.
   */
  add(text: string): Promise<string>;
  /** Forgets one; without effect where it is none of them. */
  forget(url: string): Promise<void>;
}

const File = z.object({ version: z.literal(1), urls: z.array(z.string().check(z.maxLength(maxReleaseUrl))) });

const maxUrls = 200;
const maxProfileBytes = 1024 * 1024;
const fetchMs = 10_000;

/** Opens the list that is kept at `path`. */
export async function openReleaseUrls(path: string): Promise<ReleaseUrls> {
  const file = createStateFile(path, File);
  let urls: readonly string[] = (await file.read())?.urls ?? [];
  const write = async (next: readonly string[]): Promise<void> => {
    try {
      await file.write({ version: 1, urls: [...next] });
    } catch (error) {
      throw toFileError(error, 'write');
    }
    urls = next;
  };
  return {
    list: () => urls,
    add: async (text) => {
      const read = readReleaseUrl(text);
      if ('problem' in read) throw new AppError('bad_request', read.problem);
      const { url } = read;
      if (urls.includes(url)) return url;
      if (urls.length >= maxUrls) {
        throw new AppError(
          'bad_request',
          `There are ${maxUrls} releases by URL: take some off the list first.`,
        );
      }
      await checkProfile(url);
      await write([...urls.filter((one) => one !== url), url]);
      return url;
    },
    forget: async (url) => {
      if (urls.includes(url)) await write(urls.filter((one) => one !== url));
    },
  };
}

/** Looks whether there is a profile at a URL, so that a misspelled one is told of before a build fails. */
async function checkProfile(url: string): Promise<void> {
  // Builds go through a proxy where the environment names one; our own look would not.
  if (Object.keys(process.env).some((name) => /^https?_proxy$/i.test(name))) return;
  const text = await fetchProfile(url);
  if (text === undefined) {
    throw new AppError('not_found', `There is nothing at ${url}. Is the tag or branch in it right?`);
  }
  if (!/^\s*\[[^\]\n]+\]/m.test(text) || /^\s*</.test(text)) {
    const what = `What is at ${url} is no profile, since it has no [section]`;
    throw new AppError('bad_request', `${what}. Give the raw address of ${releaseTitle(url)}.`);
  }
}

async function fetchProfile(url: string): Promise<string | undefined> {
  try {
    return await fetchText(url, { maxBytes: maxProfileBytes, signal: AbortSignal.timeout(fetchMs) });
  } catch (error) {
    if (!(error instanceof FetchProblem)) throw error;
    throw new AppError('bad_request', error.message, { cause: error });
  }
}
