import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { hasCode } from '../workspace/fileError.ts';
import type { FileStamp } from './profileInputs.ts';

/** Sums of a file. MD5 is what runs of earlier versions wrote down. */
export interface Sums {
  readonly sha256: string;
  readonly md5: string;
}

/** Sums of files, remembered as long as size and time of a file stay the same. */
export interface SumCache {
  /** Undefined where the file cannot be read. */
  sum(path: string, stamp: FileStamp): Promise<Sums | undefined>;
}

const maxRemembered = 20_000;

export function createSumCache(): SumCache {
  const known = new Map<string, FileStamp & Sums>();
  return {
    sum: async (path, stamp) => {
      const last = known.get(path);
      if (last !== undefined && last.size === stamp.size && last.mtimeMs === stamp.mtimeMs) return last;
      try {
        const sums = await sumFile(path);
        if (known.size >= maxRemembered) known.clear();
        known.set(path, { ...stamp, ...sums });
        return sums;
      } catch (error) {
        if (hasCode(error, 'ENOENT', 'EACCES', 'EISDIR', 'ENOTDIR')) return undefined;
        throw error;
      }
    },
  };
}

async function sumFile(path: string): Promise<Sums> {
  const [sha256, md5] = [createHash('sha256'), createHash('md5')];
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    sha256.update(chunk);
    md5.update(chunk);
  }
  return { sha256: sha256.digest('hex'), md5: md5.digest('hex') };
}
