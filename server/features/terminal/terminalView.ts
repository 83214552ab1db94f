import type { WebSocket } from 'ws';
import { logFrameHeader, writeLogFrameHeader } from '../../../shared/core/logFrame.ts';
import { terminalWindow } from '../../../shared/terminal.ts';
import type { TerminalMessage } from '../../../shared/terminal.ts';
import type { Disposable } from '../../core/kit/lifecycle.ts';
import { DisposableStore } from '../../core/kit/lifecycle.ts';
import type { Terminal, TerminalViewer } from './terminal.ts';

const maxFrame = 32 * 1024;
/** Milliseconds in which output is gathered: one frame per screen refresh is enough. */
const gatherMs = 4;

/** Sends the output of a terminal to one page, no more than it has room for. */
export class TerminalView implements Disposable, TerminalViewer {
  readonly #owned = new DisposableStore();
  readonly #socket: WebSocket;
  readonly #terminal: Terminal;
  #sent: number;
  #acknowledged: number;
  #timer: NodeJS.Timeout | undefined;

  /** Begins at `offset`; where that is not kept any more, or never was, at the first line that is. */
  constructor(socket: WebSocket, terminal: Terminal, offset: number) {
    this.#socket = socket;
    this.#terminal = terminal;
    const { output } = terminal;
    const isKept = offset >= output.start && offset <= output.end;
    this.#sent = this.#acknowledged = isKept ? offset : output.lineStart();
    this.#begin();
    this.#owned.add(terminal.view(this));
    this.#owned.add({ dispose: () => clearTimeout(this.#timer) });
    this.#pump();
  }

  /** The page shows everything before `offset`. */
  acknowledge(offset: number): void {
    this.#acknowledged = Math.min(this.#sent, Math.max(this.#acknowledged, offset));
    this.#pump();
  }

  readonly onOutput = (): void => {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#pump();
    }, gatherMs);
  };

  readonly isFull = (): boolean => this.#terminal.output.end - this.#acknowledged >= terminalWindow;

  dispose(): void {
    void this.#owned.dispose();
  }

  #pump(): void {
    const { output, id } = this.#terminal;
    if (this.#sent < output.start) {
      this.#sent = this.#acknowledged = output.lineStart();
      this.#begin();
    }
    for (;;) {
      const room = terminalWindow - (this.#sent - this.#acknowledged);
      const size = Math.min(maxFrame, room, output.end - this.#sent);
      if (size <= 0 || this.#socket.readyState !== this.#socket.OPEN) break;
      const bytes = output.read(this.#sent, size);
      const frame = new Uint8Array(logFrameHeader + bytes.length);
      writeLogFrameHeader(frame, id, this.#sent);
      frame.set(bytes, logFrameHeader);
      this.#sent += bytes.length;
      this.#socket.send(frame, () => undefined);
    }
    this.#terminal.pace();
  }

  #begin(): void {
    const { id, output } = this.#terminal;
    const message: TerminalMessage = { type: 'attached', terminal: id, offset: this.#sent, end: output.end };
    this.#socket.send(JSON.stringify(message), () => undefined);
  }
}
