import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

const ignored = new Set(['__pycache__', 'build', 'node_modules']);

/**
 * @param {string} path
 * @returns {Generator<string>} in the order of names
 */
function* filesBelow(path) {
  if (!statSync(path).isDirectory()) {
    yield path;
    return;
  }
  const entries = readdirSync(path, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    if (ignored.has(entry.name) || entry.name.endsWith('.egg-info') || entry.name.endsWith('.pyc')) continue;
    if (entry.isDirectory()) yield* filesBelow(join(path, entry.name));
    else if (entry.isFile()) yield join(path, entry.name);
  }
}

/**
 * SHA-256, as hex, of names and contents of files and folders (relative to `root`); missing ones count as such.
 * @param {string} root
 * @param {readonly string[]} names
 */
export function hashOf(root, names) {
  const hash = createHash('sha256');
  for (const name of names) {
    const path = join(root, name);
    if (!existsSync(path)) {
      hash.update(`missing ${name}\0`);
      continue;
    }
    for (const file of filesBelow(path)) {
      hash
        .update(`${file.slice(root.length)}\0`)
        .update(readFileSync(file))
        .update('\0');
    }
  }
  return hash.digest('hex');
}
