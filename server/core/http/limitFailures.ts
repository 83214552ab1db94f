import type { Request } from 'express';
import { ipKeyGenerator, rateLimit } from 'express-rate-limit';
import type { RateLimitRequestHandler } from 'express-rate-limit';
import { AppError } from '../../../shared/core/errors.ts';

/** Wrong tokens per minute and address. */
export const maxFailures = 5;

/** Whom wrong tokens are counted for. */
export function senderOf(request: Request): string {
  return ipKeyGenerator(request.ip ?? '');
}

/** Counts the requests that are answered with an error, and refuses all from an address that had too many. */
export function limitFailures(): RateLimitRequestHandler {
  return rateLimit({
    windowMs: 60_000,
    limit: maxFailures,
    skipSuccessfulRequests: true,
    standardHeaders: false,
    legacyHeaders: false,
    keyGenerator: senderOf,
    handler: (_request, response, next) => {
      response.set('Retry-After', '60');
      next(new AppError('too_many_attempts', 'Too many wrong tokens: wait a minute and try again.'));
    },
  });
}
