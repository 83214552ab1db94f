import { createServer } from 'node:http';
import type { RequestListener } from 'node:http';
import { isIPv6 } from 'node:net';
import { join } from 'node:path';
import { AppError } from '../shared/core/errors.ts';
import type { EngineHost } from './engine/engineHost.ts';
import { checkPlaces, makeFolder, openRoots, openState } from './core/state/folders.ts';
import { lockFolder } from './core/state/folderLock.ts';
import { createAccessToken } from './core/http/accessToken.ts';
import { createHttpApp } from './core/http/httpApp.ts';
import { closeServer, listen } from './core/http/listen.ts';
import { createRequestCheck } from './core/http/requestCheck.ts';
import { createSecret } from './core/http/secret.ts';
import { publishServer } from './core/http/serverFile.ts';
import { openSessions } from './core/http/sessions.ts';
import { createUpgradeCheck } from './core/http/upgradeCheck.ts';
import { DisposableStore, toDisposable } from './core/kit/lifecycle.ts';
import type { Disposable } from './core/kit/lifecycle.ts';
import { createLogger } from './core/logger.ts';
import type { Options } from './options.ts';
import { StartError } from './core/startError.ts';
import { attachSockets } from './core/sockets/upgrade.ts';
import { startFeatures } from './features/index.ts';
import { openFoundation } from './foundation.ts';
import { openPageSource } from './core/http/pageSource.ts';
import { createOwnOrigins } from './core/http/ownOrigins.ts';
import { createSessionCookies } from './core/http/sessionCookie.ts';

const log = createLogger('app');

/** Milliseconds that the engine has to stop the services when the server stops. */
const shutdownTime = 5000;

/** A running server. */
export interface App extends Disposable {
  /** Where it listens, for example `http://127.0.0.1:8470`. */
  readonly origin: string;
  /** What lets a browser in. */
  readonly token: string;
  /** A token for one use. */
  issueOneShot(): string;
  /** Stops within 10 s: requests finish, runs go on, and services too unless the options say otherwise. */
  dispose(): Promise<void>;
}

/** Starts the server. Throws StartError where the user has to mend something first. */
export async function createApp(options: Options): Promise<App> {
  const owned = new DisposableStore();
  try {
    return await startApp(options, owned);
  } catch (error) {
    await owned.dispose();
    if (error instanceof AppError) throw new StartError(error.message, { cause: error });
    throw error;
  }
}

async function startApp(options: Options, owned: DisposableStore): Promise<App> {
  checkPlaces(options.workspace, options.state);
  const state = await openState(options.state);
  owned.add(await lockFolder(state, '--state'));
  const isNew = await makeFolder(options.workspace, '--workspace');
  const roots = await openRoots(options.workspace, state);
  owned.add(await lockFolder(roots.workspace, '--workspace'));
  const server = createServer();
  owned.add(toDisposable(() => closeServer(server)));
  server.on('request', answerNotYet);
  const port = await listen(server, options);

  const foundation = await openFoundation(options, { state, roots }, owned);
  const features = await startFeatures(foundation, isNew);
  const { audit, engine } = foundation;
  const sessions = owned.add(await openSessions(join(state, 'sessions.json')));
  const token = await createAccessToken(join(state, 'token'));
  const bearer = createSecret();
  const ownOrigins = createOwnOrigins(options.host, options.origins);
  const check = createRequestCheck(ownOrigins);
  const cookies = createSessionCookies(sessions, ownOrigins);
  const { handlers } = features;
  const page = owned.add(await openPageSource(options.staticDir, options.devPage));
  server.off('request', answerNotYet);
  server.on('request', createHttpApp({ check, token, bearer, cookies, audit, handlers, page: page.serve }));
  server.headersTimeout = 15_000;
  server.requestTimeout = 120_000;
  const sockets = attachSockets(server, {
    authorize: createUpgradeCheck({ check, ownOrigins, cookies, audit }),
    onSessionEnd: (listener) => sessions.ended.on(listener),
    onClients: features.noteClients,
    sockets: features.sockets,
    upgrades: page.sockets,
  });
  owned.add(sockets);
  const origin = `http://${hostInUrl(options.host)}:${port}`;
  const published = owned.add(await publishServer(state, { origin, token: bearer.value }));
  warnIfExposed(options.host);

  return {
    origin,
    token: token.value,
    issueOneShot: () => token.issueOneShot(),
    dispose: async () => {
      await published.dispose();
      const closed = closeServer(server);
      await sockets.dispose();
      await closed;
      if (options.stopServicesOnExit) await stopServices(engine);
      await owned.dispose();
    },
  };
}

/** We listen early, to fail early where we cannot. */
const answerNotYet: RequestListener = (_request, response) => {
  response.writeHead(503, { 'Retry-After': '1' }).end();
};

async function stopServices(engine: EngineHost): Promise<void> {
  const stopped = engine.shutdown().then(
    () => true,
    (error: unknown) => {
      log.warn({ err: error }, 'the services could not be stopped');
      return true;
    },
  );
  const late = new Promise<boolean>((resolve) => setTimeout(() => resolve(false), shutdownTime).unref());
  if (!(await Promise.race([stopped, late]))) log.warn('the services are still stopping');
}

function warnIfExposed(host: string): void {
  if (host === 'localhost' || host === '::1' || host.startsWith('127.')) return;
  log.warn(`listening on ${host} without TLS: whoever can read the traffic can take over your account`);
}

/** A wildcard is no address to open. */
function hostInUrl(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return isIPv6(host) ? `[${host}]` : host;
}
