import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * A new folder that goes with the scope. Its name is short, since sockets of supervisord are made below it.
 * @param {import('./scope.mjs').Scope} scope
 * @returns {string} absolute path
 */
export function tempFolder(scope) {
  const folder = mkdtempSync(join(tmpdir(), 'wrb-'));
  scope.defer(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}
