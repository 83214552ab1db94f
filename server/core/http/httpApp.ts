import express from 'express';
import type { Express, RequestHandler } from 'express';
import { AppError } from '../../../shared/core/errors.ts';
import { isPagePath } from '../../../shared/pages.ts';
import { recordDenial } from './auditLog.ts';
import type { AuditLog } from './auditLog.ts';
import { bearerOf, requireBearer } from './bearer.ts';
import { errorHandler } from './errorHandler.ts';
import { loginRouter } from './login.ts';
import type { LoginServices } from './login.ts';
import type { RequestCheck } from './requestCheck.ts';
import { apiRouter } from './routes.ts';
import type { Handlers } from './routes.ts';
import type { Secret } from './secret.ts';
import { securityHeaders } from './securityHeaders.ts';
import type { SessionCookies } from './sessionCookie.ts';

export interface HttpServices extends LoginServices {
  readonly check: RequestCheck;
  /** What lets in programs, for which a session is no substitute, nor this one for a session. */
  readonly bearer: Secret;
  readonly handlers: Handlers;
  /** Serves the page. */
  readonly page: RequestHandler;
}

/** The whole of HTTP. What is not let through on the way down is refused: checks, login, session or bearer token, operation. */
export function createHttpApp(services: HttpServices): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', false);
  app.enable('case sensitive routing');
  app.use(securityHeaders());
  app.use(refuse(services.check, services.audit));
  app.get('/healthz', (_request, response) => {
    response.set('Cache-Control', 'no-store').json({ status: 'ok' });
  });
  app.use(loginRouter(services));
  app.use(requireAccess(services));
  app.use(apiRouter(services.handlers));
  app.use(allowReading);
  app.use(services.page);
  app.use(() => {
    throw new AppError('not_found', 'There is no such page.');
  });
  app.use(errorHandler);
  return app;
}

function refuse(check: RequestCheck, audit: AuditLog): RequestHandler {
  return (request, _response, next) => {
    const refused = check(request);
    if (refused !== undefined) recordDenial(audit, request, refused);
    next(refused);
  };
}

function requireAccess({ cookies, bearer, audit }: HttpServices): RequestHandler {
  const ofProgram = requireBearer(bearer, audit);
  const ofPage = requireSession(cookies);
  return (request, response, next) =>
    (bearerOf(request) === undefined ? ofPage : ofProgram)(request, response, next);
}

function requireSession(cookies: SessionCookies): RequestHandler {
  return (request, response, next) => {
    if (cookies.sessionOf(request) !== undefined) {
      next();
    } else if (isVisited(request.path) && (request.method === 'GET' || request.method === 'HEAD')) {
      const query = request.url === '/' ? '' : `?next=${encodeURIComponent(request.url)}`;
      response.set('Cache-Control', 'no-store').redirect(302, `/login${query}`);
    } else {
      next(new AppError('unauthenticated', 'Log in first: open the address that the server printed.'));
    }
  };
}

/** Whether users rather than pages ask for this path. */
function isVisited(path: string): boolean {
  return isPagePath(path) || !/^\/(?:api|assets)(?:\/|$)|\.[^/]*$/.test(path);
}

const allowReading: RequestHandler = (request, response, next) => {
  if (request.method === 'GET' || request.method === 'HEAD') {
    next();
    return;
  }
  response.set('Allow', 'GET, HEAD');
  next(new AppError('method_not_allowed', `${request.method} is not used here.`));
};
