import type { WebSocket } from 'ws';
import { AppError } from '../../../shared/core/errors.ts';
import { terminalProtocol, TerminalRequest, terminalWindow } from '../../../shared/terminal.ts';
import type { TerminalMessage } from '../../../shared/terminal.ts';
import type { Disposable } from '../../core/kit/lifecycle.ts';
import { DisposableStore } from '../../core/kit/lifecycle.ts';
import { readMessages } from '../../core/sockets/readMessages.ts';
import { createLogger } from '../../core/logger.ts';
import type { TerminalService } from './terminalService.ts';
import { TerminalView } from './terminalView.ts';

const log = createLogger('terminal:connection');

/** Serves the terminals to one page from its hello on; to be disposed of when its socket is closed. */
export class TerminalConnection implements Disposable {
  readonly #owned = new DisposableStore();
  readonly #views = new Map<number, TerminalView>();
  readonly #socket: WebSocket;
  readonly #terminals: TerminalService;
  #isWelcome = false;

  constructor(socket: WebSocket, terminals: TerminalService) {
    this.#socket = socket;
    this.#terminals = terminals;
    this.#owned.add(
      readMessages(socket, {
        receive: (message) => this.#receive(message),
        isWelcome: () => this.#isWelcome,
      }),
    );
    this.#owned.add(terminals.changed.on(() => this.#tellList()));
    this.#owned.add({ dispose: () => this.#views.forEach((view) => view.dispose()) });
  }

  dispose(): Promise<void> {
    return this.#owned.dispose();
  }

  #receive(value: unknown): void {
    const message = TerminalRequest.safeParse(value).data;
    if (message === undefined || this.#isWelcome === (message.type === 'hello')) {
      this.#send({ type: 'error', code: 'bad_message', message: 'The message is not of the agreed form.' });
      return;
    }
    this.#act(message);
  }

  #act(message: TerminalRequest): void {
    switch (message.type) {
      case 'hello':
        this.#hello(message.protocol);
        return;
      case 'open':
        void this.#open(message);
        return;
      case 'attach':
        this.#attach(message.terminal, message.offset);
        return;
      case 'input':
        this.#terminals.get(message.terminal)?.write(message.data);
        return;
      case 'resize':
        this.#terminals.get(message.terminal)?.resize(message.columns, message.rows);
        return;
      case 'ack':
        this.#views.get(message.terminal)?.acknowledge(message.offset);
        return;
      case 'close':
        this.#terminals.close(message.terminal).catch((error: unknown) => {
          log.error({ err: error }, 'a terminal could not be closed');
        });
        return;
      case 'ping':
        // To a page that does not read, what waits to be sent says as much.
        if (this.#socket.bufferedAmount <= terminalWindow) this.#send({ type: 'pong' });
        return;
    }
  }

  #hello(protocol: number): void {
    if (protocol !== terminalProtocol) {
      const message = 'The page and the server are of different versions: reload the page.';
      this.#send({ type: 'error', code: 'protocol_mismatch', message });
      this.#socket.close(1000);
      return;
    }
    this.#isWelcome = true;
    const { bootId } = this.#terminals;
    this.#send({ type: 'welcome', protocol, bootId, terminals: this.#terminals.list() });
  }

  async #open({ request, folder, columns, rows }: Extract<TerminalRequest, { type: 'open' }>): Promise<void> {
    try {
      const { id } = await this.#terminals.open({ folder, columns, rows });
      this.#send({ type: 'opened', request, terminal: id });
    } catch (error) {
      if (!(error instanceof AppError)) log.error({ err: error }, 'no terminal could be opened');
      const code =
        error instanceof AppError && error.code === 'too_many_attempts' ? 'too_many' : 'not_opened';
      const message =
        error instanceof AppError
          ? error.message
          : 'No shell could be started: the log of the server says why.';
      this.#send({ type: 'error', code, message, request });
    }
  }

  #attach(id: number, offset: number): void {
    const terminal = this.#terminals.get(id);
    if (terminal === undefined) {
      this.#send({ type: 'error', code: 'not_found', message: 'This terminal has been closed.' });
      return;
    }
    this.#views.get(id)?.dispose();
    this.#views.set(id, new TerminalView(this.#socket, terminal, offset));
  }

  #tellList(): void {
    const terminals = this.#terminals.list();
    for (const [id, view] of this.#views) {
      if (terminals.some((terminal) => terminal.id === id)) continue;
      this.#views.delete(id);
      view.dispose();
    }
    if (this.#isWelcome) this.#send({ type: 'terminals', terminals });
  }

  #send(message: TerminalMessage): void {
    // A failure to send is that of a closed socket, whose 'close' ends this connection.
    this.#socket.send(JSON.stringify(message), () => undefined);
  }
}
