import type { IncomingMessage, Server } from 'node:http';
import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import { WebSocketServer } from 'ws';
import { closeCode, maxClientMessage } from '../../../shared/live.ts';
import type { TakeUpgrade } from '../http/pageSource.ts';
import type { UpgradeVerdict } from '../http/upgradeCheck.ts';
import type { Disposable } from '../kit/lifecycle.ts';
import { DisposableStore, toDisposable } from '../kit/lifecycle.ts';
import { createLogger } from '../logger.ts';

/** Who serves a WebSocket, by the path that it was opened at; ends when the socket is closed. */
export type Sockets = Readonly<Record<string, (socket: WebSocket) => Disposable>>;

export interface SocketDeps {
  /** The checks of Host, Origin and session that HTTP requests pass too. */
  readonly authorize: (request: IncomingMessage) => UpgradeVerdict;
  readonly onSessionEnd: (listener: (session: string) => void) => Disposable;
  readonly sockets: Sockets;
  /** Who takes over connections at other paths, which are no clients of ours. */
  readonly upgrades?: Readonly<Record<string, TakeUpgrade>>;
  /** Told of the number of connected clients, whenever it changes. */
  readonly onClients?: (count: number) => void;
  /** How often a client has to show that it is there; a silent one is dropped within twice that time. For tests. */
  readonly heartbeatMs?: number;
}

const defaultHeartbeatMs = 15_000;
const maxClients = 10_000;
const log = createLogger('live:upgrade');

/** Serves WebSockets at the paths of `sockets`; no other path can be upgraded. */
export function attachSockets(server: Server, deps: SocketDeps): Disposable {
  const owned = new DisposableStore();
  const webSockets = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    maxPayload: maxClientMessage,
    perMessageDeflate: false,
  });
  const clients = new Map<WebSocket, { session: string; isAlive: boolean }>();

  const { heartbeatMs = defaultHeartbeatMs } = deps;
  const servers = new Map(Object.entries(deps.sockets));
  const upgrades = new Map(Object.entries(deps.upgrades ?? {}));

  const accept = (socket: WebSocket, session: string, serve: (socket: WebSocket) => Disposable) => {
    clients.set(socket, { session, isAlive: true });
    deps.onClients?.(clients.size);
    const connection = serve(socket);
    const hear = () => {
      const client = clients.get(socket);
      if (client !== undefined) client.isAlive = true;
    };
    socket.on('pong', hear);
    socket.on('message', hear);
    // Bad frames and messages that are too long: ws closes the socket with the code that says so.
    socket.on('error', (error) => log.debug({ err: error }, 'a socket failed'));
    socket.on('close', () => {
      clients.delete(socket);
      deps.onClients?.(clients.size);
      Promise.resolve(connection.dispose()).catch((error: unknown) => {
        log.error({ err: error }, 'could not clean up after a client');
      });
    });
  };
  const upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', (error) => log.debug({ err: error }, 'a socket failed before its upgrade'));
    const verdict = deps.authorize(request);
    const path = request.url?.split('?', 1)[0] ?? '';
    const serve = servers.get(path);
    const takeOver = upgrades.get(path);
    if (!('session' in verdict)) refuse(socket, verdict);
    else if (takeOver !== undefined) takeOver(request, socket, head);
    else if (serve === undefined) {
      refuse(socket, { status: 404, code: 'not_found', message: 'There is no WebSocket here.' });
    } else if (clients.size >= maxClients) {
      refuse(socket, { status: 503, code: 'too_many_attempts', message: 'There are too many connections.' });
    } else {
      const { session } = verdict;
      webSockets.handleUpgrade(request, socket, head, (webSocket) => accept(webSocket, session, serve));
    }
  };
  let lastBeat = performance.now();
  const beat = () => {
    const now = performance.now();
    // Where this server itself did not run, the answers are there, and have not been read yet.
    const isLate = now - lastBeat > heartbeatMs * 1.5;
    lastBeat = now;
    for (const [socket, client] of clients) {
      if (!client.isAlive && !isLate) {
        socket.terminate();
        continue;
      }
      client.isAlive = false;
      socket.ping();
    }
  };

  server.on('upgrade', upgrade);
  owned.add(toDisposable(() => void server.off('upgrade', upgrade)));
  const heartbeat = setInterval(beat, heartbeatMs);
  owned.add(toDisposable(() => clearInterval(heartbeat)));
  owned.add(
    deps.onSessionEnd((session) => {
      for (const [socket, client] of clients) {
        if (client.session === session) socket.close(closeCode.sessionEnded, 'session ended');
      }
    }),
  );
  owned.add({ dispose: () => closeAll([...clients.keys()]) });
  return owned;
}

function refuse(
  socket: Duplex,
  { status, code, message }: Exclude<UpgradeVerdict, { session: string }>,
): void {
  const body = JSON.stringify({ error: { code, message } });
  socket.end(
    [
      `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Refused'}`,
      'Content-Type: application/json; charset=utf-8',
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Cache-Control: no-store',
      'X-Content-Type-Options: nosniff',
      'Connection: close',
      '',
      body,
    ].join('\r\n'),
    () => socket.destroy(),
  );
}

/** Says goodbye to all, and does not wait long for those that do not answer. */
async function closeAll(sockets: readonly WebSocket[]): Promise<void> {
  const closed = sockets.map(
    (socket) => new Promise<void>((resolve) => socket.once('close', () => resolve())),
  );
  for (const socket of sockets) socket.close(1001, 'server stops');
  const timer = setTimeout(() => {
    for (const socket of sockets) socket.terminate();
  }, 500);
  await Promise.all(closed);
  clearTimeout(timer);
}
