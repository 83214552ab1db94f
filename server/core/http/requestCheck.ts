import type { IncomingMessage } from 'node:http';
import { AppError } from '../../../shared/core/errors.ts';
import { isClimbing } from '../files/workspacePaths.ts';
import type { OwnOrigins } from './ownOrigins.ts';

/** Decides by its headers alone whether a request may come near us; answers what is wrong with it. */
export type RequestCheck = (request: IncomingMessage) => AppError | undefined;

const safeMethods = new Set(['GET', 'HEAD']);
const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'DELETE']);

/**
 * The checks that come before authentication, in their order: Host (against DNS rebinding), request target,
 * origin (against pages of other sites, and of other ports of this host, to which SameSite cookies are sent).
 */
export function createRequestCheck(ownOrigins: OwnOrigins): RequestCheck {
  return (request) =>
    checkHost(request, ownOrigins) ?? checkTarget(request) ?? checkOrigin(request, ownOrigins);
}

/** Whether the request names an origin that is ours under the Host that it names: the same scheme, host and port. */
export function namesOwnOrigin({ headers }: IncomingMessage, ownOrigins: OwnOrigins): boolean {
  return headers.origin !== undefined && ownOrigins(headers.host ?? '').includes(headers.origin);
}

/** The query of a request target; throws AppError where it is badly encoded or a name comes twice. */
export function parseQuery(target: string): Record<string, string> {
  const query: Record<string, string> = {};
  const start = target.indexOf('?');
  if (start === -1) return query;
  for (const pair of target.slice(start + 1).split('&')) {
    if (pair === '') continue;
    const [name = '', ...value] = pair.split('=');
    const key = decode(name);
    if (key === '__proto__') throw new AppError('unknown_field', 'Unknown field: __proto__.');
    if (Object.hasOwn(query, key)) throw new AppError('bad_request', `The query has "${key}" twice.`);
    query[key] = decode(value.join('='));
  }
  return query;
}

function checkHost(request: IncomingMessage, ownOrigins: OwnOrigins): AppError | undefined {
  const headers = request.headersDistinct;
  const hosts = headers.host ?? [];
  const forwarded = [
    ...(headers['x-forwarded-host'] ?? []),
    ...(headers.forwarded ?? []).flatMap((value) => /host="?([^";,]*)/i.exec(value)?.[1] ?? []),
  ];
  const isOurs = (value: string) => ownOrigins(value).length > 0;
  if (hosts.length === 1 && hosts.every(isOurs) && forwarded.every(isOurs)) return undefined;
  return new AppError(
    'bad_host',
    'This server is not known by that name: use localhost, or start it with --origin and the address that you use.',
  );
}

function checkTarget(request: IncomingMessage): AppError | undefined {
  const target = request.url ?? '';
  if (!methods.has(request.method ?? '')) {
    return new AppError('method_not_allowed', 'This method is not used here.');
  }
  if (!/^\/(?![/\\])[\x21-\x7e]*$/.test(target) || target.includes('#')) {
    return new AppError('path_invalid', 'The address is not well-formed.');
  }
  try {
    const path = decode(target.replace(/\?.*$/, ''));
    if (path.includes('\0')) return new AppError('path_invalid', 'The address has a NUL.');
    if (isClimbing(path.slice(1))) return new AppError('path_outside', 'The address leads outside.');
    if ('token' in parseQuery(target) && path !== '/auth') {
      return new AppError('bad_request', 'The token belongs in the address /auth only.');
    }
    return undefined;
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
}

function checkOrigin(request: IncomingMessage, ownOrigins: OwnOrigins): AppError | undefined {
  if (request.headers.origin !== undefined && !namesOwnOrigin(request, ownOrigins)) return foreign();
  const site = request.headers['sec-fetch-site'];
  if (site === undefined || site === 'same-origin') return undefined;
  // Typed by the user, or from a program that is no page.
  if (site === 'none' && safeMethods.has(request.method ?? '')) return undefined;
  return isVisit(request) ? undefined : foreign();
}

/** Whether a link of another site opens one of our pages in a tab: harmless, and needed for links in mails. */
function isVisit(request: IncomingMessage): boolean {
  return (
    request.method === 'GET' &&
    request.headers['sec-fetch-mode'] === 'navigate' &&
    request.headers['sec-fetch-dest'] === 'document' &&
    !/^\/api(?:[/?]|$)/.test(request.url ?? '')
  );
}

function foreign(): AppError {
  return new AppError('bad_origin', 'Requests from other sites are refused.');
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch (error) {
    throw new AppError('path_invalid', 'The address is not percent-encoded UTF-8.', { cause: error });
  }
}
