import { open, readFile, rename } from 'node:fs/promises';
import * as z from 'zod/mini';
import { createLogger } from '../logger.ts';
import { hasCode } from '../files/fileError.ts';
import { parseJson } from '../../../shared/core/json.ts';

const log = createLogger('state');

/** A JSON file of the server's own, checked on reading and replaced atomically on writing. */
export interface StateFile<T> {
  /**
   * What the file holds, or undefined where there is none. One that is damaged is set aside as `.invalid`
   * with a warning, and counts as none.
   */
  read(): Promise<T | undefined>;
  /** Writes are done in their order; a write that a later one overtakes is left out. */
  write(value: T): Promise<void>;
}

/** A state file of mode 0600 at `path`, whose folder exists. */
export function createStateFile<T>(path: string, schema: z.ZodMiniType<T>): StateFile<T> {
  let latest: T;
  let waiting: Promise<void> | undefined;
  let running = Promise.resolve();
  return {
    read: async () => {
      const text = await readIfThere(path);
      if (text === undefined) return undefined;
      const value = parse(schema, text);
      if (value === undefined) await setAside(path);
      return value;
    },
    write: (value) => {
      latest = value;
      waiting ??= running.then(async () => {
        waiting = undefined;
        const turn = replaceFile(path, JSON.stringify(latest));
        // Whoever waits for this turn learns of its failure; the next turn only waits for its end.
        running = turn.catch(() => undefined);
        await turn;
      });
      return waiting;
    },
  };
}

/** Replaces a file of the server's own (mode 0600): it holds the old bytes or the new ones, whatever happens. */
export async function replaceFile(path: string, text: string): Promise<void> {
  const temp = `${path}.tmp`;
  const handle = await open(temp, 'w', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(temp, path);
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

function parse<T>(schema: z.ZodMiniType<T>, text: string): T | undefined {
  const result = z.safeParse(schema, parseJson(text));
  return result.success ? result.data : undefined;
}

async function setAside(path: string): Promise<void> {
  await rename(path, `${path}.invalid`);
  log.warn({ path }, 'the file was damaged: it is kept as .invalid, and we begin anew');
}
