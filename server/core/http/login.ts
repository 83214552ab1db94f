import express from 'express';
import type { Request, RequestHandler, Response, Router } from 'express';
import * as z from 'zod/mini';
import { AppError } from '../../../shared/core/errors.ts';
import type { AccessToken } from './accessToken.ts';
import type { AuditLog } from './auditLog.ts';
import { limitFailures } from './limitFailures.ts';
import { forwardPage, loginPage } from './loginPage.ts';
import { parseQuery } from './requestCheck.ts';
import type { SessionCookies } from './sessionCookie.ts';

const LoginBody = z.strictObject({ token: z.string(), next: z.optional(z.string()) });

export interface LoginServices {
  readonly token: AccessToken;
  readonly cookies: SessionCookies;
  readonly audit: AuditLog;
}

/** `/auth?token=…` for the address that was printed, and `/login` for pasting the token. */
export function loginRouter({ token, cookies, audit }: LoginServices): Router {
  const router = express.Router({ caseSensitive: true, strict: true });

  const logIn = async (request: Request, response: Response, candidate: string) => {
    if (!token.matches(candidate)) {
      audit.record('loginFailed', { remote: request.ip ?? '' });
      throw new AppError('wrong_token', 'This is not the token of the server that runs now.');
    }
    await cookies.begin(request, response);
    audit.record('login', { remote: request.ip ?? '' });
  };

  router.get('/auth', limitFailures(), async (request, response) => {
    response.set({ 'Referrer-Policy': 'no-referrer', 'Cache-Control': 'no-store' });
    const { token: candidate = '', next = '/' } = parseQuery(request.originalUrl);
    await logIn(request, response, candidate);
    const site = request.headers['sec-fetch-site'];
    if (site === undefined || site === 'none' || site === 'same-origin') {
      response.redirect(303, safeNext(next));
      return;
    }
    // A link of another site led here. A redirect would count as part of that, and leave the new cookie out.
    response.type('html').send(forwardPage(safeNext(next)));
  });

  router.get('/login', (request, response) => {
    const next = safeNext(parseQuery(request.originalUrl).next ?? '/');
    sendPage(response, loginPage({ next }));
  });

  const readForm = express.urlencoded({ extended: false, limit: '8kb', type: formType });
  const readJson = express.json({ limit: '8kb', type: 'application/json' });
  router.post('/login', limitFailures(), requireFormOrJson, readForm, readJson, async (request, response) => {
    const body = z.safeParse(LoginBody, request.body);
    if (!body.success)
      throw new AppError('bad_request', 'Send the field "token", and nothing else but "next".');
    const next = safeNext(body.data.next ?? '/');
    const isForm = request.is(formType) !== false;
    try {
      await logIn(request, response, body.data.token.trim());
    } catch (error) {
      if (!isForm || !(error instanceof AppError)) throw error;
      sendPage(response.status(401), loginPage({ next, message: error.message }));
      return;
    }
    if (isForm) response.redirect(303, next);
    else response.status(204).end();
  });
  router.all(['/auth', '/login'], (request, response) => {
    response.set('Allow', request.path === '/auth' ? 'GET' : 'GET, HEAD, POST');
    throw new AppError('method_not_allowed', `${request.method} is not used here.`);
  });
  return router;
}

const formType = 'application/x-www-form-urlencoded';

/** Where to go after the login: a path of this site, or `/` for anything that would lead elsewhere. */
export function safeNext(next: string): string {
  return /^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/.test(next) && !/^\/(?:auth|login|api)(?:[/?#]|$)/.test(next)
    ? next
    : '/';
}

const requireFormOrJson: RequestHandler = (request, _response, next) => {
  if (request.is([formType, 'application/json']) === false) {
    throw new AppError('json_required', 'Send a form or JSON.');
  }
  next();
};

function sendPage(response: Response, html: string): void {
  response.set('Cache-Control', 'no-store').type('html').send(html);
}
