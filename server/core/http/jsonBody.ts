import express from 'express';
import type { RequestHandler } from 'express';
import { isUtf8 } from 'node:buffer';
import { AppError } from '../../../shared/core/errors.ts';

/**
 * Reads a JSON body of at most `limit` bytes, counted after decompression. Any other content type is refused
 * before a byte of it is read; a request without body passes.
 */
export function jsonBody(limit: number): RequestHandler[] {
  return [
    (request, _response, next) => {
      const {
        'content-type': type,
        'content-length': length,
        'transfer-encoding': encoding,
      } = request.headers;
      const hasBody = encoding !== undefined || (length !== undefined && length !== '0');
      if (
        (hasBody || type !== undefined) &&
        !/^application\/json *(?:; *charset="?utf-8"? *)?$/i.test(type ?? '')
      ) {
        throw new AppError('json_required', 'Send JSON in UTF-8, with the content type application/json.');
      }
      next();
    },
    express.json({
      limit,
      type: () => true,
      verify: (_request, _response, bytes) => {
        // The parser would put other characters in their place.
        if (!isUtf8(bytes)) throw new AppError('bad_request', 'The body is not UTF-8.');
      },
    }),
  ];
}
