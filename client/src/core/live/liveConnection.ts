import { readLogFrame } from '../../../../shared/core/logFrame.ts';
import {
  closeCode,
  livePath,
  protocolVersion,
  ServerMessage,
  type ClientMessage,
} from '../../../../shared/live.ts';
import type { LiveEvent } from '../../../../shared/index.ts';
import { assertNever } from '../../../../shared/core/assertNever.ts';
import { Heartbeat } from './heartbeat.ts';
import { onWake } from './onWake.ts';
import { reconnectDelay } from './reconnectDelay.ts';
import { LogStreams, type LogHandlers, type LogPosition } from './logStreams.ts';

/** What the owner of the connection is told. */
export interface LiveHandlers {
  onEvent(event: LiveEvent): void;
  /** The server's truth has to be fetched: on the first connection and when events were missed for good. */
  onReset(): void;
  onLive(): void;
  /** The connection was lost or refused; the next attempt is due at `retryAt` (ms since the epoch). */
  onOffline(retryAt: number): void;
  /** Nothing comes over the connection, which still looks open: other requests that go on will not be answered either. */
  onSilence(): void;
  onSignedOut(): void;
  /** Page and server speak different versions of the protocol: reload. */
  onIncompatible(): void;
  /** Whether the session still exists; asked when the server refuses the connection, which hides the reason. */
  isSignedOut(): Promise<boolean>;
}

/**
 * The one WebSocket of the page. It reconnects for ever, with growing and random pauses, and at once when the
 * network or the page comes back; it resumes events and logs where they stopped. A connection over which nothing comes
 * any more counts as lost, see `Heartbeat`.
 */
export class LiveConnection {
  readonly #url: string;
  readonly #handlers: LiveHandlers;
  readonly #logs = new LogStreams((message) => this.#send(message));
  readonly #listeners = new AbortController();
  readonly #heartbeat = new Heartbeat({
    ask: () => this.#send({ type: 'ping' }),
    giveUp: () => this.#fellSilent(),
  });
  #socket: WebSocket | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #attempt = 0;
  #welcome = false;
  #resume: { bootId: string; seq: number } | undefined;
  #ended = false;

  constructor(handlers: LiveHandlers, url = liveUrl(location)) {
    this.#handlers = handlers;
    this.#url = url;
    onWake(() => this.#wake(), this.#listeners.signal);
    this.#connect();
  }

  /**
   * Follows a log from a byte offset (negative: from the end). After a lost connection it goes on at the next
   * byte by itself. Returns what ends it.
   */
  openLog(position: LogPosition, handlers: LogHandlers): () => void {
    return this.#logs.open(position, handlers);
  }

  /** Tries at once instead of waiting for the next attempt. */
  retryNow(): void {
    if (!this.#welcome && !this.#ended) this.#connect();
  }

  dispose(): void {
    this.#ended = true;
    this.#listeners.abort();
    this.#drop();
  }

  #connect(): void {
    this.#drop();
    this.#heartbeat.start();
    const socket = new WebSocket(this.#url);
    socket.binaryType = 'arraybuffer';
    this.#socket = socket;
    socket.onopen = () => {
      this.#send({ type: 'hello', protocol: protocolVersion, ...this.#resume });
    };
    socket.onmessage = ({ data }: MessageEvent<unknown>) => {
      this.#heartbeat.hear();
      if (data instanceof ArrayBuffer) this.#logs.receive(readLogFrame(data));
      else if (typeof data === 'string') this.#receive(ServerMessage.parse(JSON.parse(data)));
    };
    // What an error means is told by the close that follows it.
    socket.onerror = () => undefined;
    socket.onclose = ({ code }) => {
      const refused = !this.#welcome;
      this.#drop();
      this.#lost(code === closeCode.sessionEnded, refused);
    };
  }

  #receive(message: ServerMessage): void {
    switch (message.type) {
      case 'welcome':
        this.#welcomed(message);
        return;
      case 'event':
        if (this.#resume) this.#resume.seq = message.seq;
        this.#handlers.onEvent(message.event);
        return;
      case 'log.opened':
        this.#logs.opened(message);
        return;
      case 'log.ended':
        this.#logs.ended(message);
        return;
      case 'error':
        if (message.code === 'protocol_mismatch') this.#end(() => this.#handlers.onIncompatible());
        else if (message.stream !== undefined) this.#logs.failed(message.stream, message.message);
        else console.error('The server refused a message:', message.message);
        return;
      case 'pong':
        return;
      default:
        return assertNever(message);
    }
  }

  /** A second welcome on the same connection: it read too slowly, and events were left out; its logs go on. */
  #welcomed({ protocol, bootId, seq, reset }: Extract<ServerMessage, { type: 'welcome' }>): void {
    if (protocol !== protocolVersion) {
      this.#end(() => this.#handlers.onIncompatible());
      return;
    }
    const again = this.#welcome;
    const missed = reset || this.#resume?.bootId !== bootId;
    this.#welcome = true;
    this.#attempt = 0;
    this.#resume = { bootId, seq };
    if (missed) this.#handlers.onReset();
    if (again) return;
    this.#handlers.onLive();
    this.#logs.resume();
  }

  #fellSilent(): void {
    const wasWelcome = this.#welcome;
    this.#drop();
    if (wasWelcome) this.#handlers.onSilence();
    this.#lost(false, false);
  }

  #lost(sessionEnded: boolean, refused: boolean): void {
    if (this.#ended) return;
    if (sessionEnded) {
      this.#end(() => this.#handlers.onSignedOut());
      return;
    }
    const delay = reconnectDelay(this.#attempt++, Math.random());
    this.#timer = setTimeout(() => this.#connect(), delay);
    this.#handlers.onOffline(Date.now() + delay);
    if (refused) void this.#askWhy();
  }

  async #askWhy(): Promise<void> {
    const signedOut = await this.#handlers.isSignedOut();
    if (signedOut && !this.#welcome && !this.#ended) this.#end(() => this.#handlers.onSignedOut());
  }

  /** A page that slept may hold a connection that is dead without knowing it. */
  #wake(): void {
    if (this.#welcome) this.#heartbeat.check();
    else this.retryNow();
  }

  #end(tell: () => void): void {
    this.#ended = true;
    this.#drop();
    tell();
  }

  #drop(): void {
    clearTimeout(this.#timer);
    this.#heartbeat.stop();
    const socket = this.#socket;
    this.#socket = undefined;
    this.#welcome = false;
    if (socket === undefined) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
    this.#logs.suspend();
  }

  /** Sends when the connection is up; what is not sent then is said again on resume. */
  #send(message: ClientMessage): void {
    if (this.#socket?.readyState === WebSocket.OPEN && (this.#welcome || message.type === 'hello'))
      this.#socket.send(JSON.stringify(message));
  }
}

function liveUrl({ protocol, host }: Location): string {
  return `${protocol === 'https:' ? 'wss:' : 'ws:'}//${host}${livePath}`;
}
