import type { ClientMessage, LogSource } from '../../../../shared/live.ts';

/** Which log to follow, and from which byte; a negative offset counts from the end. */
export interface LogPosition {
  log: LogSource;
  offset: number;
}

/** What a reader of a log is told. */
export interface LogHandlers {
  /** The log was opened for the first time: the bytes begin at `start`; it had `size` bytes. */
  onOpened?(opened: { start: number; size: number }): void;
  /** The next bytes; they are only valid during the call, and follow the earlier ones without gap or overlap. */
  onBytes(bytes: Uint8Array, offset: number): void;
  /** The step has ended and all its bytes were delivered. */
  onEnded(size: number): void;
  /** The log is not the one that was being read: forget all, the bytes begin anew at `start`. */
  onReset(start: number): void;
  /** The log cannot be read; nothing more will come. */
  onFailed?(message: string): void;
}

interface LogStream {
  position: LogPosition;
  handlers: LogHandlers;
  /** Offset of the next byte to deliver, once the log has been opened. */
  next: number | undefined;
  /** Number on the present connection. */
  stream: number | undefined;
}

/** The logs that the page follows, from one connection to the next. */
export class LogStreams {
  readonly #send: (message: ClientMessage) => void;
  readonly #all = new Set<LogStream>();
  readonly #byNumber = new Map<number, LogStream>();
  #lastNumber = 0;
  #connected = false;

  constructor(send: (message: ClientMessage) => void) {
    this.#send = send;
  }

  open(position: LogPosition, handlers: LogHandlers): () => void {
    const log: LogStream = { position, handlers, next: undefined, stream: undefined };
    this.#all.add(log);
    if (this.#connected) this.#ask(log);
    return () => {
      if (log.stream !== undefined) this.#send({ type: 'log.close', stream: log.stream });
      this.#forget(log);
    };
  }

  /** The connection is up: asks for every log again, each from its next byte. */
  resume(): void {
    this.#connected = true;
    for (const log of this.#all) this.#ask(log);
  }

  /** The connection is down; what still arrives for old numbers is ignored. */
  suspend(): void {
    this.#connected = false;
    this.#byNumber.clear();
    for (const log of this.#all) log.stream = undefined;
  }

  opened({ stream, start, size }: { stream: number; start: number; size: number }): void {
    const log = this.#byNumber.get(stream);
    if (!log) return;
    if (log.next === undefined) log.handlers.onOpened?.({ start, size });
    else if (log.next !== start) log.handlers.onReset(start);
    log.next = start;
  }

  receive({ stream, offset, bytes }: { stream: number; offset: number; bytes: Uint8Array }): void {
    const log = this.#byNumber.get(stream);
    if (!log) return;
    log.next = offset + bytes.byteLength;
    log.handlers.onBytes(bytes, offset);
  }

  ended({ stream, size }: { stream: number; size: number }): void {
    const log = this.#byNumber.get(stream);
    if (!log) return;
    this.#forget(log);
    log.handlers.onEnded(size);
  }

  failed(stream: number, message: string): void {
    const log = this.#byNumber.get(stream);
    if (!log) return;
    this.#forget(log);
    log.handlers.onFailed?.(message);
  }

  #ask(log: LogStream): void {
    log.stream = ++this.#lastNumber;
    this.#byNumber.set(log.stream, log);
    const offset = log.next ?? log.position.offset;
    this.#send({ type: 'log.open', stream: log.stream, log: log.position.log, offset });
  }

  #forget(log: LogStream): void {
    this.#all.delete(log);
    if (log.stream !== undefined) this.#byNumber.delete(log.stream);
    log.stream = undefined;
  }
}
