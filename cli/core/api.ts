import { Agent, request as httpRequest } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { Output, Parts } from '../../shared/call.ts';
import { answerSeconds } from '../../shared/core/endpoint.ts';
import type { Endpoint } from '../../shared/core/endpoint.ts';
import { endpointUrl } from '../../shared/core/endpointUrl.ts';
import type { UrlParts } from '../../shared/core/endpointUrl.ts';
import { AppError, ErrorBody } from '../../shared/core/errors.ts';
import { endpoints } from '../../shared/index.ts';
import type { EndpointName } from '../../shared/index.ts';
import type { ServerFile } from '../../shared/serverFile.ts';
import { parseJson } from '../../shared/core/json.ts';
import { NotReachedError } from './errors.ts';
import { findServer } from './findServer.ts';

/** Bytes wanted of an answer that is bytes, from the first number up to, not including, the second. */
export interface Wanted {
  readonly range?: readonly [number, number];
}

type Given<Name extends EndpointName> = Parts<Name> & Wanted;
/** Parts that the operation takes; no argument at all where it takes nothing. */
type Arguments<Name extends EndpointName> =
  Wanted extends Given<Name> ? [given?: Given<Name>] : [given: Given<Name>];

/** The REST API of the server that runs on a state folder. */
export interface Api {
  /**
   * Calls an operation and answers its data; of bytes none where the range begins after their end. Errors: AppError as the
   * server gave it; NotReachedError; the reason of the program's signal.
   */
  call<Name extends EndpointName>(name: Name, ...given: Arguments<Name>): Promise<Output<Name>>;
  /** The server that is called. Throws NotReachedError. */
  server(): Promise<ServerFile>;
}

interface AnyInput extends UrlParts, Wanted {
  readonly body?: unknown;
}

/** The API of whichever server runs on `state` at the time of a call: it may be started again in between. */
export function createApi(state: string, signal: AbortSignal): Api {
  let known: ServerFile | undefined;
  const server = async () => (known ??= await findServer(state));

  const attempt = async (endpoint: Endpoint, input: AnyInput): Promise<unknown> => {
    const file = await server();
    try {
      return await call(file, endpoint, { input, signal });
    } catch (error) {
      known = undefined;
      if (!(error instanceof AppError) || error.code !== 'wrong_token') throw error;
      // What was refused so has done nothing: it can be asked again of the server that runs now.
      if ((await server()).token === file.token) throw error;
      return call(await server(), endpoint, { input, signal });
    }
  };
  return {
    server,
    call: async <Name extends EndpointName>(name: Name, ...[given]: Arguments<Name>) =>
      // The table ties the name to the schema that the data passed; TypeScript cannot follow that through the index.
      (await attempt(endpoints[name], given ?? {})) as Output<Name>,
  };
}

async function call(
  file: ServerFile,
  endpoint: Endpoint,
  { input, signal }: { input: AnyInput; signal: AbortSignal },
): Promise<unknown> {
  try {
    const answer = await send(file, endpoint, { input, signal });
    const bytes = await buffer(answer);
    return readAnswer(endpoint, answer.statusCode ?? 0, bytes);
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof Error) || !('code' in error) || error instanceof AppError) throw error;
    throw new NotReachedError(`The server at ${file.origin} does not answer (${String(error.code)}).`, {
      cause: error,
    });
  }
}

/** Not `fetch`: a proxy of the environment, or one that we are redirected to, must not see the token. */
function send(
  { origin, token }: ServerFile,
  endpoint: Endpoint,
  { input, signal }: { input: AnyInput; signal: AbortSignal },
): Promise<IncomingMessage> {
  const { method, answerSeconds: seconds = answerSeconds } = endpoint;
  const body = input.body === undefined ? undefined : JSON.stringify(input.body);
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest(new URL(endpointUrl(endpoint, input), origin), {
      ...{ method, signal, agent: directAgent, timeout: seconds * 1000 },
      headers: {
        Authorization: `Bearer ${token}`,
        ...(body !== undefined && {
          'Content-Type': 'application/json',
          'Content-Length': Buffer.byteLength(body),
        }),
        ...(input.range && { Range: `bytes=${input.range[0]}-${input.range[1] - 1}` }),
      },
    });
    outgoing.on('error', reject);
    outgoing.on('response', resolve);
    outgoing.on('timeout', () => {
      outgoing.destroy(new NotReachedError(`The server has not answered within ${seconds} seconds.`));
    });
    outgoing.end(body);
  });
}

/** Connections of its own, which end with the program. */
const directAgent = new Agent({ keepAlive: true });

function readAnswer(endpoint: Endpoint, status: number, bytes: Buffer): unknown {
  const { response } = endpoint;
  if (response === 'bytes' && status === 416) return new Uint8Array();
  if (status >= 400) throw failure(status, bytes.toString());
  if (response === 'bytes') return bytes;
  return response?.parse(JSON.parse(bytes.toString()));
}

function failure(status: number, text: string): Error {
  const body = ErrorBody.safeParse(parseJson(text)).data;
  if (body === undefined) return new NotReachedError(`The server answered ${status} without saying why.`);
  const { code, message, detail } = body.error;
  return new AppError(code, message, detail === undefined ? {} : { detail });
}
