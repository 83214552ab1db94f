import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from '../../core/files/fileError.ts';

/** Largest input whose content is kept; of others only the sum is. */
export const maxKeptBytes = 1024 * 1024;

/** The contents of inputs of runs, each once, by its SHA-256. */
export interface InputStore {
  has(sum: string): boolean;
  /** Keeps a content and answers its sum. Rejects with the system's error, for example ENOSPC. */
  keep(content: Buffer): Promise<string>;
  /** A content; undefined where it is not kept, or was damaged. */
  read(sum: string): Promise<Buffer | undefined>;
  /** Forgets all contents but those that `isUsed` says are used. */
  sweep(isUsed: (sum: string) => boolean): Promise<void>;
}

/** Opens the contents kept in `directory`. */
export async function openInputStore(directory: string): Promise<InputStore> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const kept = new Set<string>();
  for (const name of await readdir(directory)) {
    if (/^[0-9a-f]{64}$/.test(name)) kept.add(name);
    // What a server that was killed was about to write.
    else if (name.endsWith('.tmp')) await rm(join(directory, name), { force: true });
  }
  return {
    has: (sum) => kept.has(sum),
    keep: async (content) => {
      const sum = sha256(content);
      if (kept.has(sum)) return sum;
      const temporary = join(directory, `${randomUUID()}.tmp`);
      try {
        await writeFile(temporary, content, { mode: 0o600 });
        await rename(temporary, join(directory, sum));
      } catch (error) {
        await rm(temporary, { force: true });
        throw error;
      }
      kept.add(sum);
      return sum;
    },
    read: async (sum) => {
      if (!kept.has(sum)) return undefined;
      try {
        const content = await readFile(join(directory, sum));
        // It was not made to survive a power failure, which would cost time at every start of a run.
        return sha256(content) === sum ? content : undefined;
      } catch (error) {
        if (hasCode(error, 'ENOENT')) return undefined;
        throw error;
      }
    },
    sweep: async (isUsed) => {
      for (const sum of [...kept].filter((one) => !isUsed(one))) {
        kept.delete(sum);
        await rm(join(directory, sum), { force: true });
      }
    },
  };
}

function sha256(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}
