import { readLogFrame } from '../../../../shared/core/logFrame.ts';
import { closeCode } from '../../../../shared/live.ts';
import {
  maxTerminalInput,
  TerminalMessage,
  terminalPath,
  terminalProtocol,
  type TerminalRequest,
} from '../../../../shared/terminal.ts';
import { Heartbeat } from '../../core/live/heartbeat.ts';
import { onWake } from '../../core/live/onWake.ts';
import { reconnectDelay } from '../../core/live/reconnectDelay.ts';

/** What the owner of the link is told. */
export interface TerminalLinkHandlers {
  /** Connected: attach again to what is shown. */
  onWelcome(message: Extract<TerminalMessage, { type: 'welcome' }>): void;
  onMessage(message: Exclude<TerminalMessage, { type: 'welcome' }>): void;
  /** Output; the offset is that of its first byte. */
  onOutput(terminal: number, offset: number, bytes: Uint8Array): void;
  onLost(): void;
}

/**
 * The WebSocket of the terminals of this page. It connects again for ever, unless the session has ended; a connection over
 * which nothing comes any more counts as lost.
 */
export class TerminalLink {
  readonly #handlers: TerminalLinkHandlers;
  readonly #url: string;
  readonly #listeners = new AbortController();
  readonly #heartbeat = new Heartbeat({
    ask: () => this.send({ type: 'ping' }),
    giveUp: () => this.#lost(),
  });
  #socket: WebSocket | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #attempt = 0;
  #isWelcome = false;
  #hasEnded = false;

  constructor(handlers: TerminalLinkHandlers, url = terminalUrl(location)) {
    this.#handlers = handlers;
    this.#url = url;
    onWake(
      () => (this.#socket === undefined ? this.retryNow() : this.#heartbeat.check()),
      this.#listeners.signal,
    );
    this.#connect();
  }

  /** Sends while connected; answers whether it did. */
  send(message: TerminalRequest): boolean {
    if (this.#socket?.readyState !== WebSocket.OPEN || (!this.#isWelcome && message.type !== 'hello'))
      return false;
    this.#socket.send(JSON.stringify(message));
    return true;
  }

  /** Types into a terminal, in as many messages as it takes. */
  type(terminal: number, text: string): void {
    for (let at = 0; at < text.length;) {
      let end = Math.min(text.length, at + maxTerminalInput);
      // A character of two units stays in one message.
      if (end < text.length && /[\uD800-\uDBFF]/.test(text[end - 1] ?? '')) end--;
      this.send({ type: 'input', terminal, data: text.slice(at, end) });
      at = end;
    }
  }

  /** Tries at once instead of waiting for the next attempt. */
  retryNow(): void {
    if (this.#socket === undefined && !this.#hasEnded) this.#connect();
  }

  dispose(): void {
    this.#hasEnded = true;
    this.#listeners.abort();
    this.#drop();
  }

  #drop(): void {
    clearTimeout(this.#timer);
    this.#heartbeat.stop();
    const socket = this.#socket;
    this.#socket = undefined;
    this.#isWelcome = false;
    if (socket === undefined) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }

  #connect(): void {
    this.#drop();
    this.#heartbeat.start();
    const socket = new WebSocket(this.#url);
    socket.binaryType = 'arraybuffer';
    this.#socket = socket;
    socket.onopen = () => this.send({ type: 'hello', protocol: terminalProtocol });
    socket.onmessage = ({ data }: MessageEvent<unknown>) => {
      this.#heartbeat.hear();
      if (data instanceof ArrayBuffer) {
        const { stream, offset, bytes } = readLogFrame(data);
        this.#handlers.onOutput(stream, offset, bytes);
      } else if (typeof data === 'string') this.#receive(TerminalMessage.parse(JSON.parse(data)));
    };
    // What an error means is told by the close that follows it.
    socket.onerror = () => undefined;
    socket.onclose = ({ code }) => {
      if (code === closeCode.sessionEnded) this.#hasEnded = true;
      this.#lost();
    };
  }

  #lost(): void {
    this.#drop();
    this.#handlers.onLost();
    if (this.#hasEnded) return;
    this.#timer = setTimeout(() => this.#connect(), reconnectDelay(this.#attempt++, Math.random()));
  }

  #receive(message: TerminalMessage): void {
    if (message.type !== 'welcome') {
      this.#handlers.onMessage(message);
      return;
    }
    this.#isWelcome = true;
    this.#attempt = 0;
    this.#handlers.onWelcome(message);
  }
}

function terminalUrl({ protocol, host }: Location): string {
  return `${protocol === 'https:' ? 'wss:' : 'ws:'}//${host}${terminalPath}`;
}
