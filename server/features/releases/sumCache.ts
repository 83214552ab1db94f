import { createHash } from 'node:crypto';
import { hasCode } from '../../core/files/fileError.ts';
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import type { FileStamp } from './profileInputs.ts';

/** Sums of a file. MD5 is what runs of earlier versions wrote down. */
export interface Sums {
  readonly sha256: string;
  readonly md5: string;
}

/** Sums of files, remembered as long as size and time of a file stay the same. */
export interface SumCache {
  /** Undefined where the file cannot be read, or is larger than `maxSummed`: its size and time have to do. */
  sum(path: string, stamp: FileStamp): Promise<Sums | undefined>;
}

/** Bytes of the largest file that is summed: it is done again and again, and runs wait for it. */
export const maxSummed = 32 * 1024 * 1024;
const maxRemembered = 20_000;

export function createSumCache(): SumCache {
  const known = new Map<string, FileStamp & Sums>();
  return {
    sum: async (path, stamp) => {
      if (stamp.size > maxSummed) return undefined;
      const last = known.get(path);
      if (last !== undefined && last.size === stamp.size && last.mtimeMs === stamp.mtimeMs) return last;
      try {
        const sums = await sumFile(path);
        if (sums === undefined) return undefined;
        if (known.size >= maxRemembered) known.clear();
        known.set(path, { ...stamp, ...sums });
        return sums;
      } catch (error) {
        if (hasCode(error, 'ENOENT', 'EACCES', 'EISDIR', 'ENOTDIR', 'ENXIO', 'ENODEV')) return undefined;
        throw error;
      }
    },
  };
}

/** Undefined where it is no file. Of a file that is being written it is of no more than there was at the start. */
async function sumFile(path: string): Promise<Sums | undefined> {
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stats = await file.stat();
    if (!stats.isFile()) return undefined;
    const [sha256, md5] = [createHash('sha256'), createHash('md5')];
    const end = Math.max(0, stats.size - 1);
    for await (const chunk of file.createReadStream({
      start: 0,
      end,
      autoClose: false,
    }) as AsyncIterable<Buffer>) {
      sha256.update(chunk);
      md5.update(chunk);
    }
    return { sha256: sha256.digest('hex'), md5: md5.digest('hex') };
  } finally {
    await file.close();
  }
}
