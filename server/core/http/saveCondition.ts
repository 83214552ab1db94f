import type { IncomingHttpHeaders } from 'node:http';
import { AppError } from '../../../shared/core/errors.ts';

/**
 * On what a save insists: that the file has one of these contents (`ifMatch`: strong ETags, or `*` for any),
 * or that there is none.
 */
export type SaveCondition = { readonly ifMatch: readonly string[] } | { readonly ifNoneMatch: '*' };

/** The precondition of a request; throws AppError `precondition_required` without one. */
export function readSaveCondition(headers: IncomingHttpHeaders): SaveCondition {
  const { 'if-match': ifMatch, 'if-none-match': ifNoneMatch } = headers;
  if (ifMatch !== undefined && ifNoneMatch !== undefined) {
    throw new AppError('bad_request', 'Send If-Match or If-None-Match, not both.');
  }
  if (ifMatch !== undefined) {
    // A weak ETag matches nothing here, and neither does what is no ETag.
    return { ifMatch: ifMatch.split(',').map((etag) => etag.trim()) };
  }
  if (ifNoneMatch?.trim() === '*') return { ifNoneMatch: '*' };
  if (ifNoneMatch !== undefined) throw new AppError('bad_request', 'If-None-Match can only be "*" here.');
  throw new AppError(
    'precondition_required',
    'Send If-Match with the ETag that was read, or If-None-Match: * for a new file.',
  );
}
