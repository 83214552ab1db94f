import type { Request, Response } from 'express';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { hasCode } from '../files/fileError.ts';
import { isText } from '../files/textContent.ts';

/** An answer of bytes instead of JSON: a file or a log. */
export interface ByteAnswer {
  /** Number of bytes there are. */
  readonly size: number;
  /** Content-Type and whatever else belongs to the answer. */
  readonly headers: Readonly<Record<string, string>>;
  /** The bytes from `start` up to, not including, `end`. Called at most once. */
  stream(start: number, end: number): Readable;
  /** Releases what the answer holds; called exactly once, whether it was streamed or not. */
  release?(): Promise<void>;
}

/** Bytes that are in memory; `kind` says whether they are text in UTF-8. */
export function bytesAnswer(
  bytes: Uint8Array,
  kind: 'text' | 'binary',
  headers: Readonly<Record<string, string>> = {},
): ByteAnswer {
  return {
    size: bytes.length,
    headers: {
      'Content-Type': kind === 'text' ? 'text/plain; charset=utf-8' : 'application/octet-stream',
      'X-Content-Kind': kind,
      ...headers,
    },
    stream: (start, end) => Readable.from([bytes.subarray(start, end)]),
  };
}

/** Bytes that are in memory, as the kind that they are. */
export function textOrBinaryAnswer(bytes: Buffer): ByteAnswer {
  return bytesAnswer(bytes, isText(bytes) ? 'text' : 'binary');
}

/** What nothing that a user's file contains may do in our origin, should a browser show it as a page. */
const containment = "default-src 'none'; sandbox; frame-ancestors 'none'";

/** Sends bytes, all or the one range that was asked for. Resolves when they are sent or the client is gone. */
export async function sendByteAnswer(
  request: Request,
  response: Response,
  answer: ByteAnswer,
): Promise<void> {
  try {
    response.set(answer.headers);
    response.set({ 'Accept-Ranges': 'bytes', 'Content-Security-Policy': containment });
    const range = readRange(request, answer.size);
    if (range === 'unsatisfiable') {
      response.status(416).set('Content-Range', `bytes */${answer.size}`).end();
      return;
    }
    const { start, end } = range ?? { start: 0, end: answer.size };
    if (range !== undefined) {
      response.status(206).set('Content-Range', `bytes ${start}-${end - 1}/${answer.size}`);
    }
    response.set('Content-Length', String(end - start));
    if (request.method === 'HEAD' || start === end) {
      response.end();
      return;
    }
    await pipeline(answer.stream(start, end), response);
  } catch (error) {
    // A client that goes away in the middle is no failure of ours.
    if (!hasCode(error, 'ERR_STREAM_PREMATURE_CLOSE', 'ECONNRESET', 'EPIPE')) throw error;
  } finally {
    await answer.release?.();
  }
}

/** `attachment` with a name in both notations, so that any name survives. */
export function contentDisposition(fileName: string): string {
  const ascii = fileName.replace(/[^\x20-\x7e]|["\\]/g, '_');
  const encoded = encodeURIComponent(fileName).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}

/** The one range asked for; undefined (send all) without one, with several, or where it is not understood. */
function readRange(
  request: Request,
  size: number,
): { start: number; end: number } | 'unsatisfiable' | undefined {
  const header = request.headers.range;
  if (header === undefined || request.headers['if-range'] !== undefined) return undefined;
  const [, first = '', last = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header) ?? [];
  if (first === '' && last === '') return undefined;
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size : Math.min(size, Number(last) + 1);
  return start < end ? { start, end } : 'unsatisfiable';
}
