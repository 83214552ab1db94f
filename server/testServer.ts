import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApp } from './app.ts';
import type { App } from './app.ts';
import type { Options } from './options.ts';
import { parseJson } from '../shared/core/json.ts';

/** An answer, its body as text and, where it is JSON, parsed. */
export interface TestAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly json: unknown;
  /** `error.code` of an ErrorBody. */
  readonly code: string | undefined;
}

export interface TestRequest {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** An object is sent as JSON. */
  readonly body?: string | Uint8Array | object;
  /** Send the session's cookie; true unless said otherwise. */
  readonly loggedIn?: boolean;
}

/** The real server in folders of its own, on any free port, without an engine. */
export interface TestServer extends AsyncDisposable {
  readonly app: App;
  readonly base: string;
  readonly workspace: string;
  readonly state: string;
  readonly port: number;
  readonly cookie: string;
  request(path: string, request?: TestRequest): Promise<TestAnswer>;
  /** Sends bytes as they are and answers the status. */
  raw(text: string): Promise<number>;
  /** Stops the server and starts it again with the same folders and port, and with other options where given. */
  restart(changed?: Partial<Options>): Promise<void>;
}

/** Starts a server that is stopped, and whose folders are removed, at the end of the scope. */
export async function startTestServer(given: Partial<Options> = {}): Promise<TestServer> {
  const base = await realpath(await mkdtemp(join(tmpdir(), 'wr-')));
  const options = await testOptions(base, given);
  let app = await createApp(options);
  const port = Number(new URL(app.origin).port);
  const cookie = await logIn(app, port);

  return {
    get app() {
      return app;
    },
    base,
    workspace: options.workspace,
    state: options.state,
    port,
    cookie,
    request: (path, request = {}) => send(port, path, { cookie, request }),
    raw: (text) => sendRaw(port, text),
    restart: async (changed = {}) => {
      await app.dispose();
      app = await createApp({ ...options, port, portIsExplicit: true, ...changed });
    },
    [Symbol.asyncDispose]: async () => {
      await app.dispose();
      await rm(base, { recursive: true, force: true });
    },
  };
}

/** Options for folders below `base`, with a page of two files. */
async function testOptions(base: string, given: Partial<Options> = {}): Promise<Options> {
  const staticDir = join(base, 'page');
  await mkdir(join(staticDir, 'assets'), { recursive: true });
  await writeFile(join(staticDir, 'index.html'), '<!doctype html><title>Webrunner</title>');
  await writeFile(join(staticDir, 'assets', 'index-abc123.js'), 'export {};');
  await mkdir(join(base, 'profiles'), { recursive: true });
  return {
    workspace: join(base, 'workspace'),
    state: join(base, 'state'),
    port: 0,
    portIsExplicit: false,
    host: '127.0.0.1',
    origins: [],
    open: false,
    json: false,
    stopServicesOnExit: false,
    partitions: 10,
    noDownloads: false,
    engineBin: undefined,
    staticDir,
    devPage: undefined,
    commandLine: join(base, 'webrunner.mjs'),
    profilesDir: join(base, 'profiles'),
    ...given,
  };
}

async function logIn(app: App, port: number): Promise<string> {
  const answer = await send(port, `/auth?token=${app.token}`, { cookie: '', request: {} });
  return answer.headers['set-cookie']?.[0]?.split(';')[0] ?? '';
}

function send(
  port: number,
  path: string,
  { cookie, request }: { cookie: string; request: TestRequest },
): Promise<TestAnswer> {
  const { method = 'GET', headers = {}, body, loggedIn = true } = request;
  const isJson = typeof body === 'object' && !(body instanceof Uint8Array);
  const payload = isJson ? JSON.stringify(body) : body;
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest({
      ...{ host: '127.0.0.1', port, path, method, agent: false },
      headers: {
        ...(loggedIn && cookie !== '' ? { Cookie: cookie } : {}),
        ...(isJson ? { 'Content-Type': 'application/json' } : {}),
        ...(payload === undefined ? {} : { 'Content-Length': String(Buffer.byteLength(payload)) }),
        ...headers,
      },
    });
    outgoing.on('error', reject);
    outgoing.on('response', (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('error', reject);
      incoming.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        const json = parseJson(text);
        resolve({
          status: incoming.statusCode ?? 0,
          headers: incoming.headers,
          text,
          json,
          code: codeOf(json),
        });
      });
    });
    outgoing.end(payload);
  });
}

function sendRaw(port: number, text: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(text, 'latin1'));
    socket.on('error', reject);
    socket.once('data', (bytes) => {
      resolve(Number(/^HTTP\/1\.1 (\d{3})/.exec(bytes.toString('latin1'))?.[1]));
      socket.destroy();
    });
  });
}

function codeOf(json: unknown): string | undefined {
  if (typeof json !== 'object' || json === null || !('error' in json)) return undefined;
  const { error } = json;
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : undefined;
}
