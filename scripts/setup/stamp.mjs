import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Does `work` unless the stamp file says that it was done for the same `hash`. The stamp is removed first, so
 * that work which was cut short is done again.
 */
export async function unlessStamped(stampFile, hash, work) {
  let stamped;
  try {
    stamped = readFileSync(stampFile, 'utf8');
  } catch (error) {
    if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error;
  }
  if (stamped === hash) return;
  rmSync(stampFile, { force: true });
  await work();
  mkdirSync(dirname(stampFile), { recursive: true });
  writeFileSync(stampFile, hash);
}
