import type { WebSocket } from 'ws';
import { AppError } from '../../../shared/core/errors.ts';
import type { ClientMessage, ServerMessage } from '../../../shared/live.ts';
import type { Disposable } from '../kit/lifecycle.ts';
import { createLogger } from '../logger.ts';
import type { FindLog } from './followedLog.ts';
import type { LogSink } from './logStream.ts';
import { openLogStream } from './logStream.ts';
import { createSendWindow } from '../sockets/sendWindow.ts';

/** Logs that one connection may follow at the same time. */
export const maxStreams = 16;
/** Log frames on their way on one connection: while one is being sent, the next is read. */
const framesInFlight = 3;
const logger = createLogger('live:logs');

/** The logs that one client follows. */
export class ConnectionLogs implements Disposable {
  readonly #socket: WebSocket;
  readonly #findLog: FindLog;
  readonly #send: (message: ServerMessage) => void;
  readonly #window = createSendWindow(framesInFlight);
  readonly #streams = new Map<number, Disposable>();

  constructor(socket: WebSocket, findLog: FindLog, send: (message: ServerMessage) => void) {
    this.#socket = socket;
    this.#findLog = findLog;
    this.#send = send;
  }

  open({ stream, log, offset }: Extract<ClientMessage, { type: 'log.open' }>): void {
    if (this.#streams.has(stream)) {
      // Without the number, or the client would take the stream that is open for the one that failed.
      this.#send({ type: 'error', code: 'bad_message', message: `Stream ${stream} is open already.` });
      return;
    }
    if (this.#streams.size >= maxStreams) {
      const message = `Only ${maxStreams} logs can be followed at a time: close one.`;
      this.#send({ type: 'error', code: 'bad_message', message, stream });
      return;
    }
    const request = { find: () => this.#findLog(log), offset, stream };
    this.#streams.set(stream, openLogStream(request, this.#sink(stream)));
  }

  /** Closing a stream that has ended meanwhile is no mistake: the messages crossed. */
  close(stream: number): void {
    const open = this.#streams.get(stream);
    this.#streams.delete(stream);
    Promise.resolve(open?.dispose()).catch((error: unknown) => {
      logger.error({ err: error }, 'could not close a log');
    });
  }

  async dispose(): Promise<void> {
    this.#window.close();
    await Promise.all([...this.#streams.values()].map(async (stream) => stream.dispose()));
  }

  #sink(stream: number): LogSink {
    return {
      window: this.#window,
      opened: (start, size) => this.#send({ type: 'log.opened', stream, start, size }),
      frame: (bytes, sent) => this.#socket.send(bytes, { binary: true }, sent),
      ended: (size) => {
        this.#streams.delete(stream);
        this.#send({ type: 'log.ended', stream, size });
      },
      failed: (error) => this.#fail(stream, error),
    };
  }

  #fail(stream: number, error: unknown): void {
    this.#streams.delete(stream);
    if (error instanceof AppError) {
      this.#send({ type: 'error', code: 'not_found', message: error.message, stream });
      return;
    }
    logger.error({ err: error }, 'could not send a log');
    this.#send({ type: 'error', code: 'internal', message: 'The log cannot be read.', stream });
  }
}
