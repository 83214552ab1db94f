import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { connect } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { Reachability, SoftwareInstance } from '../../../shared/instances.ts';
import { findAddresses } from './publishedAddresses.ts';
import type { PublishedAddress } from './publishedAddresses.ts';

/** What a try of one address told. */
type Answer = Pick<Reachability, 'reachable' | 'status' | 'reason'>;

const limitMs = 3000;

/** Tries the addresses that an instance published, all at the same time, and no other. Never rejects for one of them. */
export function checkReachability(
  { connectionParameters }: Pick<SoftwareInstance, 'connectionParameters'>,
  timeoutMs = limitMs,
): Promise<Reachability[]> {
  return Promise.all(
    findAddresses(connectionParameters).map(async ({ parameter, text, ...address }) => {
      const begun = performance.now();
      const answer = await tryAddress(address, timeoutMs);
      return { parameter, url: text, ...answer, durationMs: Math.round(performance.now() - begun) };
    }),
  );
}

async function tryAddress(
  { url, port }: Pick<PublishedAddress, 'url' | 'port'>,
  timeoutMs: number,
): Promise<Answer> {
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    if (url.protocol === 'http:' || url.protocol === 'https:') return await askHttp(url, signal);
    const socket = connect({ host: url.hostname.replace(/^\[|\]$/g, ''), port });
    try {
      await once(socket, 'connect', { signal });
    } finally {
      socket.destroy();
    }
    return { reachable: true };
  } catch (error) {
    if (signal.aborted)
      return { reachable: false, reason: `There was no answer within ${timeoutMs / 1000} s.` };
    return { reachable: false, reason: reasonOf(error) };
  }
}

/** Asks for the page itself, without following redirects, and reads nothing of it. */
async function askHttp(url: URL, signal: AbortSignal): Promise<Answer> {
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
  // A certificate that nobody vouches for is usual here: it is told, and nothing secret is sent.
  const request = send(url, {
    ...{ agent: false, signal, rejectUnauthorized: false },
    headers: { 'User-Agent': 'Webrunner', Accept: '*/*' },
  });
  try {
    const answered = new Promise<IncomingMessage>((resolve, reject) => {
      request.once('response', resolve);
      // It may fail again when it is destroyed below.
      request.on('error', reject);
    });
    request.end();
    const { statusCode: status = 0, socket } = await answered;
    if (status >= 500)
      return { reachable: false, status, reason: `It answers with an error: status ${status}.` };
    if (socket instanceof TLSSocket && !socket.authorized) {
      const why = String(socket.authorizationError);
      return { reachable: true, status, reason: `Its certificate is not trusted (${why}).` };
    }
    return { reachable: true, status };
  } finally {
    request.destroy();
  }
}

const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'Nothing listens there.',
  ECONNRESET: 'The connection was closed without an answer.',
  ENOTFOUND: 'The name of the host is not known.',
  EAI_AGAIN: 'The name of the host could not be looked up.',
  EHOSTUNREACH: 'There is no way to that host.',
  ENETUNREACH: 'There is no way to that network.',
  EADDRNOTAVAIL: 'There is no such address.',
  EPROTO: 'What listens there does not speak TLS.',
};

function reasonOf(error: unknown): string {
  // Of a name with several addresses, each with a failure of its own.
  const first: unknown = error instanceof AggregateError ? error.errors[0] : error;
  const code = first instanceof Error && 'code' in first ? String(first.code) : '';
  if (code.startsWith('HPE_')) return 'What listens there does not speak HTTP.';
  if (code.startsWith('ERR_SSL_')) return 'What listens there does not speak TLS.';
  return reasons[code] ?? `It could not be tried: ${first instanceof Error ? first.message : String(first)}.`;
}
