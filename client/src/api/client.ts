import type * as z from 'zod/mini';
import type { Input, Output } from '../../../shared/api/call.ts';
import { endpoints, type Endpoint, type EndpointName } from '../../../shared/api/endpoints.ts';
import { AppError, ErrorBody } from '../../../shared/api/errors.ts';
import { takeEarly } from './earlyRequests.ts';
import { noteServerDate } from './serverClock.ts';

/** The server could not be reached, or what answered is not ours. Trying again later is the remedy. */
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
}

type Given<Name extends EndpointName> = {
  [Key in keyof Input<Name> as Input<Name>[Key] extends undefined ? never : Key]: Input<Name>[Key];
} & CallOptions;

/** Parts that the operation takes, then options; no argument at all where it takes nothing. */
type Arguments<Name extends EndpointName> =
  CallOptions extends Given<Name> ? [given?: Given<Name>] : [given: Given<Name>];

/** What stands in a URL. */
type Value = string | number | undefined;

interface AnyInput extends CallOptions {
  params?: Record<string, Value>;
  query?: Record<string, Value>;
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
  const response = await send(endpoint, input);
  if (!response.ok) throw await failure(response);
  const data = await readAnswer(endpoint.response, response);
  // The table ties the name to the schema that the data passed; TypeScript cannot follow that through the index.
  return { data: data as Output<Name>, headers: response.headers };
}

/** The URL of an operation with its parts filled in, also for links that download. */
export function endpointUrl(name: EndpointName, parts: Pick<AnyInput, 'params' | 'query'>): string {
  return urlOf(endpoints[name], parts);
}

function urlOf(endpoint: Endpoint, { params = {}, query = {} }: Pick<AnyInput, 'params' | 'query'>): string {
  const path = endpoint.path.replace(/\{(\w+)\}/g, (_, key: string) =>
    encodeURIComponent(String(params[key])),
  );
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) if (value !== undefined) search.set(key, String(value));
  return search.size > 0 ? `${path}?${search.toString()}` : path;
}

async function send(endpoint: Endpoint, input: AnyInput): Promise<Response> {
  const headers = new Headers();
  if (input.body !== undefined) headers.set('Content-Type', 'application/json');
  if (input.ifMatch !== undefined) headers.set('If-Match', input.ifMatch);
  if (input.ifNoneMatch !== undefined) headers.set('If-None-Match', input.ifNoneMatch);
  if (input.range !== undefined) headers.set('Range', input.range);
  const url = urlOf(endpoint, input);
  try {
    const response = await ((endpoint.method === 'GET' ? takeEarly(url) : undefined) ??
      fetch(url, {
        method: endpoint.method,
        headers,
        ...(input.body !== undefined && { body: JSON.stringify(input.body) }),
        ...(input.signal && { signal: input.signal }),
        ...(input.keepalive && { keepalive: true }),
      }));
    noteServerDate(response.headers.get('Date'));
    return response;
  } catch (cause) {
    input.signal?.throwIfAborted();
    throw new UnreachableError('The server does not answer.', { cause });
  }
}

async function readAnswer(schema: z.ZodMiniType | 'bytes' | undefined, response: Response): Promise<unknown> {
  if (schema === undefined) return undefined;
  if (schema === 'bytes') return new Uint8Array(await response.arrayBuffer());
  return schema.parse(await response.json());
}

async function failure(response: Response): Promise<Error> {
  if (response.status === 401) for (const listener of signedOutListeners) listener();
  const text = await response.text();
  const body = parseErrorBody(text);
  return body === undefined
    ? new UnreachableError(`The server answered ${response.status} without saying why.`, { cause: text })
    : new AppError(body.error.code, body.error.message, {
        ...(body.error.detail !== undefined && { detail: body.error.detail }),
      });
}

function parseErrorBody(text: string): ErrorBody | undefined {
  try {
    return ErrorBody.safeParse(JSON.parse(text)).data;
  } catch (error) {
    // Not ours: a reverse proxy in front of the server answers in HTML.
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** What to tell the user of a failure: the server's own words where it gave some. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
