import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { readIfThere } from './files.mjs';

/**
 * Does `work` unless the stamp file says that it was done for the same `hash`. The stamp is removed first, so
 * that work which was cut short is done again.
 * @param {string} stampFile
 * @param {string} hash
 * @param {() => Promise<unknown>} work
 */
export async function unlessStamped(stampFile, hash, work) {
  if (readIfThere(stampFile) === hash) return;
  rmSync(stampFile, { force: true });
  await work();
  mkdirSync(dirname(stampFile), { recursive: true });
  writeFileSync(stampFile, hash);
}
