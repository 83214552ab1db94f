import type { Request, RequestHandler } from 'express';
import { AppError } from '../../../shared/core/errors.ts';
import type { AuditLog } from './auditLog.ts';
import { limitFailures, maxFailures, senderOf } from './limitFailures.ts';
import type { Secret } from './secret.ts';

/**
 * The bearer token that a program shows for the REST API. Undefined for a page's request, whatever it carries: pages have a
 * session, and what a proxy puts into their requests (`Authorization` of its own) is no business of ours.
 */
export function bearerOf({ path, headers }: Request): string | undefined {
  const isOfPage = headers.origin !== undefined || headers['sec-fetch-site'] !== undefined;
  if (isOfPage || !path.startsWith('/api/')) return undefined;
  const found = /^Bearer(?: +(.*))?$/i.exec(headers.authorization ?? '');
  return found === null ? undefined : (found[1] ?? '');
}

/** Lets requests with the right bearer token pass, and refuses all others: at the rate at which a login refuses. */
export function requireBearer(token: Secret, audit: AuditLog): RequestHandler {
  const limit = limitFailures();
  return async (request, response, next) => {
    // Programs may ask many things at once: right tokens are not counted.
    const past = await limit.getKey(senderOf(request));
    const isLimited =
      past !== undefined && past.totalHits >= maxFailures && Number(past.resetTime) > Date.now();
    if (!isLimited && token.matches(bearerOf(request) ?? '')) {
      next();
      return;
    }
    await limit(request, response, (error?: unknown) => {
      if (error === undefined) {
        audit.record('loginFailed', { remote: request.ip ?? '', scheme: 'bearer' });
        response.set('WWW-Authenticate', 'Bearer error="invalid_token"');
      }
      next(error ?? new AppError('wrong_token', 'This is not the token of the server that runs now.'));
    });
  };
}
