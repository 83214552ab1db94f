import { basename } from 'node:path';
import type { IPty } from '@lydell/node-pty';
import type { TerminalInfo } from '../../../shared/terminal.ts';
import { Emitter } from '../../core/kit/emitter.ts';
import type { Disposable } from '../../core/kit/lifecycle.ts';
import { DisposableStore } from '../../core/kit/lifecycle.ts';
import { createOutputRing } from './outputRing.ts';
import type { OutputRing } from './outputRing.ts';
import { endSession } from './endSession.ts';

/** Bytes of output that are kept for a page that comes later. */
const scrollback = 512 * 1024;
/** Milliseconds between two looks at which program is in the foreground. */
const programInterval = 1000;

/** A page that shows a terminal. */
export interface TerminalViewer {
  /** Told when there is output that it may not have. */
  readonly onOutput: () => void;
  /** Whether it takes no more for now. */
  readonly isFull: () => boolean;
}

/**
 * A shell and what it has printed lately. The shell is held while everybody who looks has enough to show: `yes` runs as
 * fast as the fastest page. With nobody looking it runs freely, and only the latest output is kept.
 */
export class Terminal implements Disposable {
  readonly id: number;
  readonly folder: string;
  readonly output: OutputRing = createOutputRing(scrollback);
  /** Something of `info` is different. */
  readonly changed = new Emitter<undefined>();
  readonly #pty: IPty;
  readonly #owned = new DisposableStore();
  readonly #viewers = new Set<TerminalViewer>();
  #program: string;
  #exitCode: number | undefined;
  #isPaused = false;

  constructor(pty: IPty, { id, folder, greeting }: { id: number; folder: string; greeting: string }) {
    this.#pty = pty;
    this.id = id;
    this.folder = folder;
    this.#program = basename(pty.process);
    this.output.push(Buffer.from(greeting));
    // The declaration says strings, which is so with an encoding; we have it give bytes.
    this.#owned.add(pty.onData((bytes: string | Uint8Array) => this.#print(Buffer.from(bytes))));
    this.#owned.add(pty.onExit(({ exitCode }) => this.#exited(exitCode)));
    const timer = setInterval(() => this.#lookAtProgram(), programInterval).unref();
    this.#owned.add({ dispose: () => clearInterval(timer) });
  }

  get info(): TerminalInfo {
    return {
      id: this.id,
      folder: this.folder,
      program: this.#program,
      ...(this.#exitCode !== undefined && { exitCode: this.#exitCode }),
    };
  }

  /** Tells a page of output until the Disposable is disposed of. */
  view(viewer: TerminalViewer): Disposable {
    this.#viewers.add(viewer);
    this.pace();
    return {
      dispose: () => {
        this.#viewers.delete(viewer);
        this.pace();
      },
    };
  }

  /** Holds the shell, or lets it go on, as its viewers need it; called when one of them has taken something. */
  pace(): void {
    const shouldPause = this.#viewers.size > 0 && [...this.#viewers].every((viewer) => viewer.isFull());
    if (shouldPause === this.#isPaused || this.#exitCode !== undefined) return;
    this.#isPaused = shouldPause;
    if (shouldPause) this.#pty.pause();
    else this.#pty.resume();
  }

  write(data: string): void {
    if (this.#exitCode === undefined) this.#pty.write(data);
  }

  resize(columns: number, rows: number): void {
    if (this.#exitCode === undefined) this.#pty.resize(columns, rows);
  }

  /** Ends the shell and its jobs. */
  async dispose(): Promise<void> {
    if (this.#isPaused) this.#pty.resume();
    if (this.#exitCode === undefined) await endSession(this.#pty.pid);
    await this.#owned.dispose();
  }

  #print(bytes: Uint8Array): void {
    this.output.push(bytes);
    for (const viewer of this.#viewers) viewer.onOutput();
    this.pace();
  }

  #exited(exitCode: number): void {
    this.#exitCode = exitCode;
    this.changed.emit(undefined);
  }

  #lookAtProgram(): void {
    if (this.#exitCode !== undefined || this.#viewers.size === 0) return;
    const program = basename(this.#pty.process);
    if (program === this.#program) return;
    this.#program = program;
    this.changed.emit(undefined);
  }
}
