import { appendFile, rename, stat } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import type { AppError } from '../../../shared/core/errors.ts';
import type { Disposable } from '../kit/lifecycle.ts';
import { createLogger } from '../logger.ts';
import { hasCode } from '../files/fileError.ts';

const log = createLogger('audit');

/** Bytes after which the log is put aside as `.1`, in place of the one before. */
const maxSize = 5 * 1024 * 1024;
/** Characters that wait for the disk; beyond that records are dropped. */
const maxPending = 256 * 1024;

/** What is worth remembering of who did what. */
export interface AuditLog extends Disposable {
  /** Fields must not hold contents or secrets. */
  record(
    event: 'login' | 'loginFailed' | 'denied' | 'delete' | 'run' | 'release',
    fields: Readonly<Record<string, string>>,
  ): void;
}

/** Opens the append-only log of JSON lines at `path` (mode 0600). */
export async function openAuditLog(path: string): Promise<AuditLog> {
  let size = await sizeOf(path);
  let pending = '';
  let writing: Promise<void> | undefined;
  const write = async () => {
    while (pending !== '') {
      const batch = pending;
      pending = '';
      if (size > maxSize) {
        await rename(path, `${path}.1`);
        size = 0;
      }
      await appendFile(path, batch, { mode: 0o600 });
      size += Buffer.byteLength(batch);
    }
  };
  return {
    record: (event, fields) => {
      if (pending.length > maxPending) return;
      pending += `${JSON.stringify({ time: new Date().toISOString(), event, ...fields })}\n`;
      writing ??= write()
        .catch((error: unknown) => log.error({ err: error }, 'the audit log cannot be written'))
        .finally(() => {
          writing = undefined;
        });
    },
    dispose: async () => {
      await writing;
    },
  };
}

/** Remembers a request that was refused before anybody asked who sends it; without its query. */
export function recordDenial(audit: AuditLog, request: IncomingMessage, { code }: AppError): void {
  audit.record('denied', {
    code,
    method: request.method ?? '',
    path: (request.url?.split('?')[0] ?? '').slice(0, 200),
    remote: request.socket.remoteAddress ?? '',
  });
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return 0;
    throw error;
  }
}
