import * as z from 'zod/mini';

/** One operation of the REST API. `{name}` in the path stands for a value of `params`. */
export interface Endpoint {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  /** One sentence for the OpenAPI document. */
  readonly summary: string;
  readonly params?: z.ZodMiniType;
  readonly query?: z.ZodMiniType;
  readonly body?: z.ZodMiniType;
  /** A schema for JSON answers; `bytes` for files and logs; nothing for 204. */
  readonly response?: z.ZodMiniType | 'bytes';
  /** The request must carry `If-Match` or `If-None-Match`. */
  readonly conditional?: true;
  /** Largest body, in bytes; 64 KiB where nothing is said. */
  readonly bodyLimit?: number;
  /** Seconds after which a client gives up on an answer, where it may take longer than `answerSeconds`. */
  readonly answerSeconds?: number;
}

/** Seconds without an answer, or without more of it, after which a client gives up on most operations. */
export const answerSeconds = 15;

/** Operations by name. */
export type Endpoints = Readonly<Record<string, Endpoint>>;

/** A file or folder as clients name it, see `fileRoots`. */
export const ClientPath = z.string().check(z.minLength(1), z.maxLength(4096));

/** Name of a process or a promise. */
export const EntryName = z.string().check(z.minLength(1), z.maxLength(255));
