import type * as z from 'zod/mini';
import type { Endpoint } from './core/endpoint.ts';
import type { endpoints, EndpointName } from './index.ts';

type Inferred<Schema> = Schema extends z.ZodMiniType ? z.output<Schema> : undefined;
type Part<E extends Endpoint, Key extends 'params' | 'query' | 'body'> =
  E extends Record<Key, infer Schema> ? Inferred<Schema> : undefined;

/** What a handler of the operation receives: all parts validated, `undefined` where it takes none. */
export interface Input<Name extends EndpointName> {
  params: Part<(typeof endpoints)[Name], 'params'>;
  query: Part<(typeof endpoints)[Name], 'query'>;
  body: Part<(typeof endpoints)[Name], 'body'>;
}

/** What a caller of the operation gives: the parts that it takes. */
export type Parts<Name extends EndpointName> = {
  [Key in keyof Input<Name> as Input<Name>[Key] extends undefined ? never : Key]: Input<Name>[Key];
};

/** What the operation answers; `Uint8Array` stands for bytes, `undefined` for 204. */
export type Output<Name extends EndpointName> = (typeof endpoints)[Name] extends { response: infer Schema }
  ? Schema extends 'bytes'
    ? Uint8Array
    : Inferred<Schema>
  : undefined;
