import * as z from 'zod/mini';
import { EngineStatus } from '../api/session.ts';
import { FileChange } from '../model/file.ts';
import { SoftwareInstance } from '../model/instance.ts';
import { Release } from '../model/release.ts';
import { Run, StepKind } from '../model/run.ts';
import { Automation, Settings } from '../model/settings.ts';

/** Path of the WebSocket. */
export const livePath = '/api/live';

/** Raised when a message changes its meaning; a page with another version asks to be reloaded. */
export const protocolVersion = 2;

/** Largest message that the server accepts, in bytes. */
export const maxClientMessage = 64 * 1024;

/** Something that changed on the server. Each carries the whole new state of what it names. */
export const LiveEvent = z.discriminatedUnion('topic', [
  z.object({ topic: z.literal('engine'), engine: EngineStatus }),
  z.object({ topic: z.literal('run'), run: Run }),
  z.object({ topic: z.literal('release'), release: Release }),
  /** Releases were added to or removed from the workspace: list them again. */
  z.object({ topic: z.literal('releases') }),
  z.object({ topic: z.literal('instances'), instances: z.array(SoftwareInstance) }),
  z.object({ topic: z.literal('settings'), settings: Settings }),
  z.object({ topic: z.literal('automation'), automation: Automation }),
  z.object({ topic: z.literal('files'), changes: z.array(FileChange) }),
]);
export type LiveEvent = z.infer<typeof LiveEvent>;

/** A log: that of a step of a run, which ends, or what a process writes, which goes on until the stream is closed. */
export const LogSource = z.union([
  z.strictObject({ run: z.int(), step: StepKind }),
  z.strictObject({
    partition: z.string().check(z.maxLength(64)),
    process: z.string().check(z.maxLength(255)),
  }),
]);
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
