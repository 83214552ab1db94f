import type { IncomingMessage } from 'node:http';
import { AppError, errorStatus } from '../../../shared/core/errors.ts';
import type { ErrorCode } from '../../../shared/core/errors.ts';
import { recordDenial } from './auditLog.ts';
import type { AuditLog } from './auditLog.ts';
import type { OwnOrigins } from './ownOrigins.ts';
import { namesOwnOrigin } from './requestCheck.ts';
import type { RequestCheck } from './requestCheck.ts';
import type { SessionCookies } from './sessionCookie.ts';

/** The session that wants to talk, or the answer that refuses it. */
export type UpgradeVerdict =
  | { readonly session: string }
  | { readonly status: number; readonly code: ErrorCode; readonly message: string };

export interface UpgradeCheckDeps {
  readonly check: RequestCheck;
  readonly ownOrigins: OwnOrigins;
  readonly cookies: SessionCookies;
  readonly audit: AuditLog;
}

/**
 * The checks of HTTP, for the upgrade to a WebSocket. Here the origin must be named: every browser does, and
 * neither SameSite nor the rules for reading answers of other origins protect a WebSocket.
 */
export function createUpgradeCheck({
  check,
  ownOrigins,
  cookies,
  audit,
}: UpgradeCheckDeps): (request: IncomingMessage) => UpgradeVerdict {
  return (request) => {
    const refused = check(request) ?? checkOriginNamed(request, ownOrigins);
    if (refused !== undefined) {
      recordDenial(audit, request, refused);
      return refusal(refused);
    }
    const session = cookies.sessionOf(request);
    return session === undefined ? refusal(new AppError('unauthenticated', 'Log in first.')) : { session };
  };
}

function checkOriginNamed(request: IncomingMessage, ownOrigins: OwnOrigins): AppError | undefined {
  return namesOwnOrigin(request, ownOrigins)
    ? undefined
    : new AppError('bad_origin', 'A WebSocket must name the origin of its page.');
}

function refusal({ code, message }: AppError): UpgradeVerdict {
  return { status: errorStatus[code], code, message };
}
