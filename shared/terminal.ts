import * as z from 'zod/mini';

/** Path of the WebSocket of terminals. Output comes as binary frames, see `logFrame.ts`: stream is the terminal. */
export const terminalPath = '/api/terminal';

/** Raised when a message changes its meaning. */
export const terminalProtocol = 1;

/** Terminals that can be open at a time. */
export const maxTerminals = 10;

/** Bytes of output that a page may have been sent without having shown them. */
export const terminalWindow = 256 * 1024;

/** Characters of input in one message. */
export const maxTerminalInput = 16 * 1024;

const Size = { columns: z.int().check(z.gte(2), z.lte(1000)), rows: z.int().check(z.gte(1), z.lte(1000)) };

/** A shell that was opened. It goes on without a page, and ends with the server. */
export const TerminalInfo = z.object({
  /** Unique for as long as the server runs. */
  id: z.int(),
  /** Client path of the folder that it was opened in. */
  folder: z.string(),
  /** Program in the foreground: `bash`, `vi`, … */
  program: z.string(),
  /** Set when the shell has ended. */
  exitCode: z.optional(z.int()),
});
export type TerminalInfo = z.infer<typeof TerminalInfo>;

/** What a page sends. `terminal` is the id of one. */
export const TerminalRequest = z.discriminatedUnion('type', [
  /** First message. */
  z.strictObject({ type: z.literal('hello'), protocol: z.int() }),
  /** Open a shell in a folder, a client path; in the workspace where none is given. `request` comes back in the answer. */
  z.strictObject({
    type: z.literal('open'),
    request: z.int(),
    folder: z.optional(z.string().check(z.minLength(1), z.maxLength(4096))),
    ...Size,
  }),
  /** Get the output from a byte offset on, and go on getting it. */
  z.strictObject({ type: z.literal('attach'), terminal: z.int(), offset: z.int().check(z.gte(0)) }),
  z.strictObject({
    type: z.literal('input'),
    terminal: z.int(),
    data: z.string().check(z.maxLength(maxTerminalInput)),
  }),
  z.strictObject({ type: z.literal('resize'), terminal: z.int(), ...Size }),
  /** All output before the offset is on screen. Without such messages no more than `terminalWindow` bytes come. */
  z.strictObject({ type: z.literal('ack'), terminal: z.int(), offset: z.int().check(z.gte(0)) }),
  /** End the shell and everything that it started in the terminal. */
  z.strictObject({ type: z.literal('close'), terminal: z.int() }),
  /** Is the server there? It answers with a pong. */
  z.strictObject({ type: z.literal('ping') }),
]);
export type TerminalRequest = z.infer<typeof TerminalRequest>;

/** What the server sends as text. */
export const TerminalMessage = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('welcome'),
    protocol: z.int(),
    /** Another value than last time: the server was restarted, and the terminals are gone. */
    bootId: z.string(),
    terminals: z.array(TerminalInfo),
  }),
  /** Terminals were opened or closed, or one has ended. */
  z.object({ type: z.literal('terminals'), terminals: z.array(TerminalInfo) }),
  z.object({ type: z.literal('opened'), request: z.int(), terminal: z.int() }),
  z.object({ type: z.literal('pong') }),
  /**
   * The output begins, or begins anew, at `offset`: what is on screen does not join it unless it ends there. What comes
   * before `end` is from earlier: what a program asked the terminal then has been answered.
   */
  z.object({ type: z.literal('attached'), terminal: z.int(), offset: z.int(), end: z.int() }),
  z.object({
    type: z.literal('error'),
    code: z.enum(['bad_message', 'protocol_mismatch', 'not_found', 'too_many', 'not_opened']),
    message: z.string(),
    /** That of the `open` which failed. */
    request: z.optional(z.int()),
  }),
]);
export type TerminalMessage = z.infer<typeof TerminalMessage>;
