import type { Response } from 'express';
import type { IncomingMessage } from 'node:http';
import type { OwnOrigins } from './ownOrigins.ts';
import type { Sessions } from './sessions.ts';

/** Keeps the secret of a session in the browser. */
export interface SessionCookies {
  /** The session that a request belongs to, by its cookie. */
  sessionOf(request: IncomingMessage): string | undefined;
  /** Begins a session, and gives the browser its secret. */
  begin(request: IncomingMessage, response: Response): Promise<void>;
}

/** Cookies for `sessions`; a browser that reaches us by TLS alone sends its cookie back by TLS alone. */
export function createSessionCookies(sessions: Sessions, ownOrigins: OwnOrigins): SessionCookies {
  return {
    sessionOf: (request) => {
      const { name } = describe(request, ownOrigins);
      for (const pair of (request.headers.cookie ?? '').split(';')) {
        const [key = '', ...value] = pair.split('=');
        if (key.trim() !== name) continue;
        // Services on other ports can set a cookie of our name; that must not shadow the right one.
        const session = sessions.find(value.join('=').trim());
        if (session !== undefined) return session;
      }
      return undefined;
    },
    begin: async (request, response) => {
      const { name, isSecure } = describe(request, ownOrigins);
      response.cookie(name, await sessions.begin(), {
        httpOnly: true,
        sameSite: 'strict',
        secure: isSecure,
        path: '/',
        maxAge: sessions.lifetime,
        encode: (value) => value,
      });
    },
  };
}

/**
 * Cookies are shared by all ports of a host, so that two servers need two names: by the port that the browser sees,
 * since two servers that both listen on 8470 may be forwarded to two ports of one machine.
 */
function describe(request: IncomingMessage, ownOrigins: OwnOrigins): { name: string; isSecure: boolean } {
  const origins = ownOrigins(request.headers.host ?? '').map((origin) => new URL(origin));
  const isSecure = origins.length > 0 && origins.every(({ protocol }) => protocol === 'https:');
  const port = origins[0]?.port || (isSecure ? '443' : '80');
  return { name: `${isSecure ? '__Host-' : ''}webrunner-${port}`, isSecure };
}
