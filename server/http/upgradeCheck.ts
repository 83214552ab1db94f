import type { IncomingMessage } from 'node:http';
import { AppError, errorStatus } from '../../shared/api/errors.ts';
import type { ErrorCode } from '../../shared/api/errors.ts';
import { recordDenial } from './auditLog.ts';
import type { AuditLog } from './auditLog.ts';
import { ownOrigin } from './requestCheck.ts';
import type { RequestCheck } from './requestCheck.ts';
import { sessionOf } from './sessionCookie.ts';
import type { Sessions } from './sessions.ts';

/** The session that wants to talk, or the answer that refuses it. */
export type UpgradeVerdict =
  | { readonly session: string }
  | { readonly status: number; readonly code: ErrorCode; readonly message: string };

/**
 * The checks of HTTP, for the upgrade to a WebSocket. Here the origin must be named: every browser does, and
 * neither SameSite nor the rules for reading answers of other origins protect a WebSocket.
 */
export function createUpgradeCheck(
  check: RequestCheck,
  sessions: Sessions,
  audit: AuditLog,
): (request: IncomingMessage) => UpgradeVerdict {
  return (request) => {
    const refused = check(request) ?? checkOriginNamed(request);
    if (refused !== undefined) {
      recordDenial(audit, request, refused);
      return refusal(refused);
    }
    const session = sessionOf(request, sessions);
    return session === undefined ? refusal(new AppError('unauthenticated', 'Log in first.')) : { session };
  };
}

function checkOriginNamed(request: IncomingMessage): AppError | undefined {
  return request.headers.origin === ownOrigin(request)
    ? undefined
    : new AppError('bad_origin', 'A WebSocket must name the origin of its page.');
}

function refusal({ code, message }: AppError): UpgradeVerdict {
  return { status: errorStatus[code], code, message };
}
