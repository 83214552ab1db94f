import type { WebSocket } from 'ws';
import { ClientMessage, protocolVersion } from '../../../shared/live.ts';
import type { ServerMessage } from '../../../shared/live.ts';
import type { Disposable } from '../kit/lifecycle.ts';
import { DisposableStore } from '../kit/lifecycle.ts';
import { ConnectionLogs } from './connectionLogs.ts';
import type { EventLog } from './eventLog.ts';
import type { FindLog } from './followedLog.ts';
import { readMessages } from '../sockets/readMessages.ts';

/** With more bytes than that waiting to be sent, a client gets no events; those it misses end in a reset. */
const maxBuffered = 1024 * 1024;
const messageTypes: readonly unknown[] = ['hello', 'log.open', 'log.close', 'ping'];

/** Serves one client from its hello on; to be disposed of when its socket is closed. */
export class Connection implements Disposable {
  readonly #owned = new DisposableStore();
  readonly #socket: WebSocket;
  readonly #eventLog: EventLog;
  readonly #logs: ConnectionLogs;
  /** Number of the last event that the client has; undefined until it said hello. */
  #seen: number | undefined;

  constructor(socket: WebSocket, { eventLog, findLog }: { eventLog: EventLog; findLog: FindLog }) {
    this.#socket = socket;
    this.#eventLog = eventLog;
    this.#logs = this.#owned.add(new ConnectionLogs(socket, findLog, (message) => this.#send(message)));
    this.#owned.add(
      readMessages(socket, {
        receive: (message) => this.#receive(message),
        isWelcome: () => this.#seen !== undefined,
      }),
    );
    this.#owned.add(eventLog.grown.on(() => this.#sendEvents()));
  }

  dispose(): Promise<void> {
    return this.#owned.dispose();
  }

  #receive(value: unknown): void {
    const parsed = ClientMessage.safeParse(value);
    if (!parsed.success) {
      if (isKnownType(value)) this.#refuse('bad_message', 'The message is not of the agreed form.');
      else this.#refuse('unknown_type', 'There is no message of this type.');
      return;
    }
    const message = parsed.data;
    if ((this.#seen === undefined) !== (message.type === 'hello')) {
      this.#refuse('bad_message', 'The first message, and no other, is a hello.');
      return;
    }
    switch (message.type) {
      case 'hello':
        this.#hello(message);
        break;
      case 'log.open':
        this.#logs.open(message);
        break;
      case 'log.close':
        this.#logs.close(message.stream);
        break;
      case 'ping':
        // To a client that does not read, what waits to be sent says as much.
        if (this.#socket.bufferedAmount <= maxBuffered) this.#send({ type: 'pong' });
        break;
    }
  }

  #hello({ protocol, bootId, seq }: Extract<ClientMessage, { type: 'hello' }>): void {
    if (protocol !== protocolVersion) {
      this.#refuse(
        'protocol_mismatch',
        'The page and the server are of different versions: reload the page.',
      );
      this.#socket.close(1000);
      return;
    }
    const last = this.#eventLog.lastSeq();
    const canResume = bootId === this.#eventLog.bootId && seq !== undefined && seq >= 0 && seq <= last;
    if (canResume && this.#eventLog.after(seq) !== 'gap') this.#welcome(seq, false);
    else this.#welcome(last, true);
  }

  #welcome(seq: number, reset: boolean): void {
    this.#seen = seq;
    this.#send({ type: 'welcome', protocol: protocolVersion, bootId: this.#eventLog.bootId, seq, reset });
    this.#sendEvents();
  }

  /** Sends what the client has not seen as far as it takes it, and goes on when something has been sent. */
  #sendEvents(): void {
    while (this.#seen !== undefined && this.#socket.readyState === this.#socket.OPEN) {
      if (this.#socket.bufferedAmount > maxBuffered) return;
      const next = this.#eventLog.after(this.#seen);
      if (next === undefined) return;
      if (next === 'gap') {
        this.#welcome(this.#eventLog.lastSeq(), true);
        return;
      }
      this.#seen = next.seq;
      this.#socket.send(next.text, () => this.#sendEvents());
    }
  }

  #refuse(code: Extract<ServerMessage, { type: 'error' }>['code'], message: string): void {
    this.#send({ type: 'error', code, message });
  }

  #send(message: ServerMessage): void {
    // A failure to send is that of a closed socket, whose 'close' ends this connection.
    this.#socket.send(JSON.stringify(message), () => this.#sendEvents());
  }
}

function isKnownType(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'type' in value && messageTypes.includes(value.type);
}
