import type { Response } from 'express';
import type { IncomingMessage } from 'node:http';
import type { Sessions } from './sessions.ts';

/** The session that a request belongs to, by its cookie. */
export function sessionOf(request: IncomingMessage, sessions: Sessions): string | undefined {
  const name = cookieName(request);
  for (const pair of (request.headers.cookie ?? '').split(';')) {
    const [key = '', ...value] = pair.split('=');
    if (key.trim() !== name) continue;
    // Services on other ports can set a cookie of our name; that must not shadow the right one.
    const session = sessions.find(value.join('=').trim());
    if (session !== undefined) return session;
  }
  return undefined;
}

/** Gives the browser the secret of its session. */
export function setSessionCookie(
  request: IncomingMessage,
  response: Response,
  secret: string,
  lifetime: number,
) {
  response.cookie(cookieName(request), secret, {
    httpOnly: true,
    sameSite: 'strict',
    path: '/',
    maxAge: lifetime,
    encode: (value) => value,
  });
}

/** Cookies are shared by all ports of a host, so that two servers need two names. */
function cookieName(request: IncomingMessage): string {
  return `webrunner-${request.socket.localPort ?? 0}`;
}
