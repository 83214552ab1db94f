import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * A new folder that goes with the scope. Its name is short, since sockets of supervisord are made below it.
 * @param {import('./scope.mjs').Scope} scope
 * @param {string} [name] where the name is to be seen; it must not exist
 * @returns {string} absolute path
 */
export function tempFolder(scope, name) {
  const folder = name === undefined ? mkdtempSync(join(tmpdir(), 'wrb-')) : join(tmpdir(), name);
  if (name !== undefined) mkdirSync(folder);
  scope.defer(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}
