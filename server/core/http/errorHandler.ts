import type { ErrorRequestHandler, Request } from 'express';
import { randomUUID } from 'node:crypto';
import { AppError, errorStatus } from '../../../shared/core/errors.ts';
import type { ErrorBody } from '../../../shared/core/errors.ts';
import { createLogger } from '../logger.ts';

const log = createLogger('http');

/** Last handler: makes of any failure a status and an ErrorBody, without ever showing a stack. */
export const errorHandler: ErrorRequestHandler = (failure: unknown, request, response, next) => {
  const error = toAppError(failure, request);
  if (response.headersSent) {
    // The client must not take what it has for the whole.
    response.destroy();
    return;
  }
  if (request.socket.destroyed) {
    next();
    return;
  }
  const body: ErrorBody = {
    error: {
      code: error.code,
      message: error.message,
      ...(error.detail === undefined ? {} : { detail: error.detail }),
    },
  };
  if (error.code === 'changed_on_disk' && error.detail !== undefined) response.set('ETag', error.detail);
  // A body that was not read to its end would be taken for the next request.
  if (!request.complete) response.set('Connection', 'close');
  response.status(errorStatus[error.code]).set('Cache-Control', 'no-store').json(body);
};

function toAppError(failure: unknown, request: Request): AppError {
  if (failure instanceof AppError) {
    if (errorStatus[failure.code] < 500) return failure;
    log.warn({ err: failure.cause, code: failure.code, path: request.path }, failure.message);
    return failure;
  }
  return fromBodyParser(failure) ?? internalError(failure, request);
}

/** Failures of express' body parsers and router, which say by `type` and `status` what they are. */
function fromBodyParser(failure: unknown): AppError | undefined {
  if (!(failure instanceof Error)) return undefined;
  if (failure instanceof URIError) {
    return new AppError('path_invalid', 'The address is not percent-encoded UTF-8.', { cause: failure });
  }
  switch ('type' in failure ? failure.type : undefined) {
    case 'entity.too.large':
      return new AppError('body_too_large', 'The request is larger than this operation takes.', {
        cause: failure,
      });
    case 'encoding.unsupported':
    case 'charset.unsupported':
      return new AppError('json_required', 'Send JSON in UTF-8.', { cause: failure });
    case 'entity.parse.failed':
      return new AppError('bad_request', 'The body is not well-formed JSON.', { cause: failure });
    default:
      return 'status' in failure && failure.status === 400
        ? new AppError('bad_request', 'The request is not well-formed.', { cause: failure })
        : undefined;
  }
}

function internalError(failure: unknown, request: Request): AppError {
  const id = randomUUID();
  log.error({ err: failure, id, method: request.method, path: request.path }, 'internal error');
  return new AppError('internal', 'Internal error. The log of the server has the details under this id.', {
    cause: failure,
    detail: id,
  });
}
