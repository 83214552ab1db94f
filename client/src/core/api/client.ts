import type * as z from 'zod/mini';
import type { Output, Parts } from '../../../../shared/call.ts';
import { type Endpoint } from '../../../../shared/core/endpoint.ts';
import { endpoints, type EndpointName } from '../../../../shared/index.ts';
import { AppError, ErrorBody } from '../../../../shared/core/errors.ts';
import { endpointUrl, type UrlParts } from '../../../../shared/core/endpointUrl.ts';
import { answerSeconds } from '../../../../shared/core/endpoint.ts';
import { parseJson } from '../../../../shared/core/json.ts';
import { takeEarly } from './earlyRequests.ts';
import { beginRequest, type PendingRequest } from './pendingRequests.ts';
import { noteServerDate } from './serverClock.ts';

/**
 * The server could not be reached, did not answer in time, or what answered is not ours. Trying again later is the remedy;
 * what was to be changed may have been changed.
 */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError';
}

interface CallOptions {
  signal?: AbortSignal;
  /** ETag that the change is based on; `changed_on_disk` when the file has another by now. */
  ifMatch?: string;
  /** Create only: `changed_on_disk` when the file exists. */
  ifNoneMatch?: '*';
  /** Bytes wanted, for example `bytes=0-1023`. */
  range?: string;
  /** Goes on when the page is left; the body can have 64 KiB then. */
  keepalive?: boolean;
  /** Seconds without an answer after which the request is given up; default: what the operation says. */
  limit?: number;
}

type Given<Name extends EndpointName> = Parts<Name> & CallOptions;

/** Parts that the operation takes, then options; no argument at all where it takes nothing. */
type Arguments<Name extends EndpointName> =
  CallOptions extends Given<Name> ? [given?: Given<Name>] : [given: Given<Name>];

interface AnyInput extends CallOptions, UrlParts {
  body?: unknown;
}

/** The answer of an operation together with its headers (ETag, X-Content-Kind, Content-Range…). */
export interface Answer<Name extends EndpointName> {
  data: Output<Name>;
  headers: Headers;
}

const signedOutListeners = new Set<() => void>();

/** Calls `listener` whenever the server answers that the session has ended. Returns what unregisters it. */
export function onSignedOut(listener: () => void): () => void {
  signedOutListeners.add(listener);
  return () => signedOutListeners.delete(listener);
}

/**
 * Calls an operation of the API and answers its data.
 * Errors: AppError with the server's code and message; UnreachableError; the signal's own reason.
 */
export async function call<Name extends EndpointName>(
  name: Name,
  ...given: Arguments<Name>
): Promise<Output<Name>> {
  return (await request(name, ...given)).data;
}

/** As `call`, with the headers of the answer. */
export async function request<Name extends EndpointName>(
  name: Name,
  ...[given]: Arguments<Name>
): Promise<Answer<Name>> {
  const endpoint: Endpoint = endpoints[name];
  const input: AnyInput = given ?? {};
  let answered;
  try {
    answered = await attempt(endpoint, input);
  } catch (error) {
    // The browser may have used a connection that the network had forgotten, which it gives up now, too.
    if (!(error instanceof LateError) || !mayRepeat(endpoint, input)) throw error;
    answered = await attempt(endpoint, input);
  }
  // The table ties the name to the schema that the data passed; TypeScript cannot follow that through the index.
  return { data: answered.data as Output<Name>, headers: answered.headers };
}

/** There was no answer in time. */
class LateError extends UnreachableError {}

function mayRepeat({ method, answerSeconds: own }: Endpoint, { limit, signal }: AnyInput): boolean {
  return method === 'GET' && own === undefined && limit === undefined && signal?.aborted !== true;
}

/** What to say when nothing is known of what became of a request. */
function unanswered(what: string, { method }: Pick<Endpoint, 'method'>): string {
  return method === 'GET'
    ? `${what} Try again in a moment.`
    : `${what} It may have done what was asked: look before you ask again.`;
}

/** One attempt, from the request to the last byte of the answer. */
async function attempt(endpoint: Endpoint, input: AnyInput): Promise<{ data: unknown; headers: Headers }> {
  const body = input.body === undefined ? undefined : JSON.stringify(input.body);
  const seconds = input.limit ?? secondsFor(endpoint, body);
  const late = () =>
    new LateError(unanswered(`The server has not answered within ${seconds} seconds.`, endpoint));
  const lost = () =>
    new UnreachableError(unanswered('The connection was lost before the server answered.', endpoint));
  const pending = beginRequest(seconds, { late, lost }, input.signal);
  try {
    const response = await send(endpoint, input, { body, pending });
    if (!response.ok) throw await failure(response);
    return { data: await readAnswer(endpoint.response, response, pending), headers: response.headers };
  } catch (error) {
    pending.signal.throwIfAborted();
    throw error;
  } finally {
    pending.end();
  }
}

/** Seconds that a request may take; a large body has to travel first, at 32 KiB a second or more. */
function secondsFor({ answerSeconds: own = answerSeconds }: Endpoint, body = ''): number {
  return own + Math.floor(body.length / 32_768);
}

async function send(
  endpoint: Endpoint,
  input: AnyInput,
  { body, pending }: { body: string | undefined; pending: PendingRequest },
): Promise<Response> {
  const headers = new Headers();
  if (body !== undefined) headers.set('Content-Type', 'application/json');
  if (input.ifMatch !== undefined) headers.set('If-Match', input.ifMatch);
  if (input.ifNoneMatch !== undefined) headers.set('If-None-Match', input.ifNoneMatch);
  if (input.range !== undefined) headers.set('Range', input.range);
  const url = endpointUrl(endpoint, input);
  try {
    const response = await ((endpoint.method === 'GET' ? takeEarly(url, pending.signal) : undefined) ??
      fetch(url, {
        method: endpoint.method,
        headers,
        ...(body !== undefined && { body }),
        signal: pending.signal,
        ...(input.keepalive && { keepalive: true }),
      }));
    pending.hear();
    noteServerDate(response.headers.get('Date'));
    return response;
  } catch (cause) {
    const message = 'The server does not answer.';
    throw new UnreachableError(endpoint.method === 'GET' ? message : unanswered(message, endpoint), {
      cause,
    });
  }
}

async function readAnswer(
  schema: z.ZodMiniType | 'bytes' | undefined,
  response: Response,
  pending: PendingRequest,
): Promise<unknown> {
  if (schema === undefined) return undefined;
  try {
    if (schema === 'bytes') return await readBytes(response, pending);
    return schema.parse(JSON.parse(await response.text()));
  } catch (cause) {
    // What browsers reject with when a connection ends in the middle of an answer.
    if (!(cause instanceof TypeError)) throw cause;
    throw new UnreachableError(
      'The connection broke off in the middle of an answer. Try again in a moment.',
      {
        cause,
      },
    );
  }
}

/** A file or a log may come slowly, as long as it comes. */
async function readBytes({ body }: Response, pending: PendingRequest): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  const reader = body?.getReader();
  for (let piece = await reader?.read(); piece?.done === false; piece = await reader?.read()) {
    pending.hear();
    pieces.push(piece.value);
    size += piece.value.length;
  }
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

async function failure(response: Response): Promise<Error> {
  if (response.status === 401) for (const listener of signedOutListeners) listener();
  const text = await response.text();
  // What is not ours has none: a reverse proxy in front of the server answers in HTML.
  const body = ErrorBody.safeParse(parseJson(text)).data;
  return body === undefined
    ? new UnreachableError(`The server answered ${response.status} without saying why.`, { cause: text })
    : new AppError(body.error.code, body.error.message, {
        ...(body.error.detail !== undefined && { detail: body.error.detail }),
      });
}

/** What to tell the user of a failure: the server's own words where it gave some. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
