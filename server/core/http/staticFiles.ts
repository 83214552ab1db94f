import type { RequestHandler } from 'express';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import sirv from 'sirv';
import { isPagePath } from '../../../shared/pages.ts';
import { createLogger } from '../logger.ts';

const log = createLogger('http:static');

/** Serves the built page of `folder`, compressed where the build left a `.br` beside a file. */
export function staticFiles(folder: string): RequestHandler {
  if (!existsSync(join(folder, 'index.html'))) {
    log.warn({ folder }, 'the page is not built: only the API is served');
    return (_request, _response, next) => next();
  }
  const serve = sirv(folder, {
    brotli: true,
    etag: true,
    setHeaders: (response, path) => {
      response.setHeader('Cache-Control', cacheControl(path));
    },
  });
  return (request, response, next) => {
    // The names of the assets change with every build: an old index.html would ask for files that are gone.
    if (isPagePath(request.path)) request.url = '/index.html';
    serve(request, response, next);
  };
}

function cacheControl(path: string): string {
  if (path.endsWith('.html') || path === '/') return 'no-store';
  return path.startsWith('/assets/') ? 'private, max-age=31536000, immutable' : 'private, no-cache';
}
