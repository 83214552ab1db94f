import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import * as z from 'zod/mini';
import { AppError } from '../../../shared/core/errors.ts';
import { openFile } from '../../core/files/openFile.ts';
import type { WorkspacePaths } from '../../core/files/workspacePaths.ts';
import { closeServer, listen } from '../../core/http/listen.ts';
import { isOwnPeer } from '../../core/http/ownPeer.ts';
import { createSecret } from '../../core/http/secret.ts';
import type { Disposable } from '../../core/kit/lifecycle.ts';
import { createLogger } from '../../core/logger.ts';
import { createStateFile } from '../../core/state/stateFile.ts';

/**
 * Serves the files of the workspace to programs of this account, so that a release is built as a node builds it: from a URL.
 * A request needs the token in its path; token and port are kept, since a release is named by its URL.
 */
export interface ProfileServer extends Disposable {
  /** Starts it where it is not. Rejects with StartError. */
  start(): Promise<void>;
  /** URL of a file by its path below the workspace; starts the server too. */
  urlOf(path: string): Promise<string>;
  /** Path below the workspace of the file that a URL of this server names. */
  pathOf(url: string): string | undefined;
}

const Kept = z.object({
  version: z.literal(1),
  token: z.string().check(z.minLength(20)),
  port: z.int().check(z.gte(1), z.lte(65_535)),
});

const host = '127.0.0.1';
const maxConnections = 64;
const log = createLogger('releases:server');

/** Opens it with what is kept in a file; it listens when it is needed. */
export async function openProfileServer(file: string, paths: WorkspacePaths): Promise<ProfileServer> {
  const state = createStateFile(file, Kept);
  const kept = await state.read();
  const secret = createSecret(kept?.token);
  const isToken = (text: string) => secret.matches(text);
  let port = kept?.port;
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      log.warn({ err: error }, 'could not serve a file');
      response.destroy();
    });
  });
  server.maxConnections = maxConnections;

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = pathIn(request.url ?? '', isToken);
    const isRead = request.method === 'GET' || request.method === 'HEAD';
    if (path === undefined || !isRead || !(await isOwnPeer(request.socket))) {
      response.writeHead(404).end();
      return;
    }
    const opened = await openServed(paths, path);
    if (opened === undefined) {
      response.writeHead(404).end();
      return;
    }
    const { handle, stats } = opened;
    try {
      response.writeHead(200, {
        'content-type': 'text/plain; charset=utf-8',
        'content-length': String(stats.size),
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
      });
      // No more than was told: the file may be growing.
      const end = Number(stats.size) - 1;
      if (request.method === 'HEAD' || end < 0) response.end();
      else await pipeline(handle.createReadStream({ start: 0, end, autoClose: false }), response);
    } finally {
      await handle.close();
    }
  };

  let starting: Promise<number> | undefined;
  const listening = (): Promise<number> => (starting ??= begin());
  const begin = async (): Promise<number> => {
    // Another port makes other URLs: that of before is taken again where it can be.
    const options = { host, portIsExplicit: false };
    const actual = await listen(server, { ...options, port: port ?? 0 });
    if (actual !== port) await state.write({ version: 1, token: secret.value, port: actual });
    port = actual;
    return actual;
  };
  return {
    start: async () => {
      await listening();
    },
    urlOf: async (path) => {
      const actual = await listening();
      return `http://${host}:${actual}/${secret.value}/${path.split('/').map(encodeURIComponent).join('/')}`;
    },
    pathOf: (url) => {
      if (port === undefined || !url.startsWith(`http://${host}:${port}/`)) return undefined;
      return pathIn(new URL(url).pathname, isToken);
    },
    dispose: async () => {
      await starting?.catch(() => undefined); // whoever asked was told
      await closeServer(server);
    },
  };
}

/** The path below the workspace that a path of a URL names; undefined without the token, and for hidden files. */
function pathIn(url: string, isToken: (text: string) => boolean): string | undefined {
  const [token = '', ...segments] = url
    .replace(/[?#].*$/s, '')
    .split('/')
    .slice(1);
  if (!isToken(token) || segments.length === 0) return undefined;
  const names = segments.map(decoded);
  return names.every((name) => name !== undefined && name !== '' && !/^\.|[/\\\0]/.test(name))
    ? names.join('/')
    : undefined;
}

function decoded(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
}

/** A regular file that really lies in the workspace. */
async function openServed(paths: WorkspacePaths, path: string) {
  try {
    const { path: real, root } = await paths.resolve(`workspace/${path}`);
    return root === 'workspace' ? await openFile(real) : undefined;
  } catch (error) {
    if (error instanceof AppError) return undefined;
    throw error;
  }
}
