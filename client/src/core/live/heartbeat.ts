import { everySecond } from './everySecond.ts';

/** Seconds of silence after which the server is asked for a sign of life. */
export const quietSeconds = 3;
/** Seconds that it has to answer, or to welcome the page on a new connection. */
export const answerSeconds = 7;

export interface HeartbeatActions {
  /** Asks the server for an answer. */
  ask(): void;
  /** There was none in time: the connection is not to be trusted any more. */
  giveUp(): void;
}

/**
 * Notices that a connection is dead which looks open: a server that hangs, or a network that lets nothing through. Seconds
 * are counted in which the page itself ran; after any other time the server is asked anew and has its full time again.
 */
export class Heartbeat {
  readonly #actions: HeartbeatActions;
  #stopTicking: (() => void) | undefined;
  /** Seconds since the last sign of life. */
  #quiet = 0;
  /** Seconds that an answer has been awaited; undefined where none is due. */
  #waited: number | undefined;

  constructor(actions: HeartbeatActions) {
    this.#actions = actions;
  }

  /** A connection is being made: its first sign of life is due. */
  start(): void {
    this.stop();
    this.#waited = 0;
    this.#stopTicking = everySecond((late) => this.#tick(late));
  }

  /** Something came from the server. */
  hear(): void {
    this.#quiet = 0;
    this.#waited = undefined;
  }

  /** Asks at once: there is reason to doubt the connection. */
  check(): void {
    if (this.#stopTicking === undefined) return;
    this.#waited = 0;
    this.#actions.ask();
  }

  stop(): void {
    this.#stopTicking?.();
    this.#stopTicking = undefined;
    this.hear();
  }

  #tick(late: boolean): void {
    this.#quiet++;
    if (late) this.check();
    else if (this.#waited === undefined) {
      if (this.#quiet >= quietSeconds) this.check();
    } else if (++this.#waited >= answerSeconds) {
      this.stop();
      this.#actions.giveUp();
    }
  }
}
