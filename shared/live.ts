import * as z from 'zod/mini';
import { LiveEvent } from './index.ts';
import { ProcessOutputLog } from './instances.ts';
import { StepLog } from './runs.ts';

/** Path of the WebSocket. */
export const livePath = '/api/live';

/** Raised when a message changes its meaning; a page with another version asks to be reloaded. */
export const protocolVersion = 3;

/** Largest message that the server accepts, in bytes. */
export const maxClientMessage = 64 * 1024;

/** A log: that of a step of a run, which ends, or what a process writes, which goes on until the stream is closed. */
export const LogSource = z.union([StepLog, ProcessOutputLog]);
export type LogSource = z.infer<typeof LogSource>;

/** What a page sends. `stream` is a number that the page chooses, unique on its connection. */
export const ClientMessage = z.discriminatedUnion('type', [
  /** First message. With `bootId` and `seq` of the last event seen, what was missed is sent again. */
  z.strictObject({
    type: z.literal('hello'),
    protocol: z.int(),
    bootId: z.optional(z.string().check(z.maxLength(64))),
    seq: z.optional(z.int()),
  }),
  /**
   * Follow a log from a byte offset. A negative offset counts from the end: -1000 begins at the first
   * line within the last 1000 bytes.
   */
  z.strictObject({
    type: z.literal('log.open'),
    stream: z.int().check(z.gte(0), z.lte(0xffff_ffff)),
    log: LogSource,
    offset: z.int(),
  }),
  z.strictObject({ type: z.literal('log.close'), stream: z.int() }),
  /** Is the server there? It answers with a pong: a page sees nothing of the pings of the WebSocket itself. */
  z.strictObject({ type: z.literal('ping') }),
]);
export type ClientMessage = z.infer<typeof ClientMessage>;

/** What the server sends as text. Log bytes come as binary frames, see `logFrame.ts`. */
export const ServerMessage = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('welcome'),
    protocol: z.int(),
    /** Another value than last time: the server was restarted, sequence numbers begin anew. */
    bootId: z.string(),
    seq: z.int(),
    /** True where events were missed that cannot be sent again: fetch everything anew. */
    reset: z.boolean(),
  }),
  z.object({ type: z.literal('event'), seq: z.int(), event: LiveEvent }),
  /** The stream begins at byte `start`; the log had `size` bytes when it was opened. */
  z.object({ type: z.literal('log.opened'), stream: z.int(), start: z.int(), size: z.int() }),
  /** The step has ended and every byte of its log has been sent. */
  z.object({ type: z.literal('log.ended'), stream: z.int(), size: z.int() }),
  z.object({ type: z.literal('pong') }),
  z.object({
    type: z.literal('error'),
    code: z.enum(['unknown_type', 'bad_message', 'not_found', 'protocol_mismatch', 'internal']),
    message: z.string(),
    stream: z.optional(z.int()),
  }),
]);
export type ServerMessage = z.infer<typeof ServerMessage>;

/** Close codes of our own. */
export const closeCode = { notJson: 4400, sessionEnded: 4401 } as const;
