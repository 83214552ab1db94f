import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { serverFileName } from '../../../shared/serverFile.ts';
import type { ServerFile } from '../../../shared/serverFile.ts';
import { toDisposable } from '../kit/lifecycle.ts';
import type { Disposable } from '../kit/lifecycle.ts';
import { replaceFile } from '../state/stateFile.ts';

/**
 * Tells programs of the same account how to reach this server, by a file of mode 0600 in the state folder, which is locked for
 * it. Disposal takes the file away.
 */
export async function publishServer(
  state: string,
  { origin, token }: Pick<ServerFile, 'origin' | 'token'>,
): Promise<Disposable> {
  const path = join(state, serverFileName);
  await replaceFile(
    path,
    JSON.stringify({ version: 1, pid: process.pid, origin, token } satisfies ServerFile),
  );
  return toDisposable(() => rm(path, { force: true }));
}
