import type { Request } from 'express';
import * as z from 'zod/mini';
import type { Input } from '../../../shared/call.ts';
import type { Endpoint } from '../../../shared/core/endpoint.ts';
import type { EndpointName, endpoints } from '../../../shared/index.ts';
import { AppError } from '../../../shared/core/errors.ts';
import { parseQuery } from './requestCheck.ts';

/**
 * The validated parts of a request. Throws AppError `unknown_field` for what the operation does not take, and
 * `bad_request` for what it takes otherwise.
 */
export function parseInput<Name extends EndpointName>(
  endpoint: (typeof endpoints)[Name],
  request: Request,
): Input<Name> {
  const schemas: Endpoint = endpoint;
  refuseProto(request.body);
  const input: Record<keyof Input<Name>, unknown> = {
    params: schemas.params === undefined ? undefined : check(schemas.params, { ...request.params }),
    query: check(schemas.query ?? nothing, parseQuery(request.originalUrl)),
    body: check(schemas.body ?? nothing, request.body ?? (schemas.body === undefined ? {} : undefined)),
  };
  // Each part has just passed the schema that its type is inferred from.
  return input as Input<Name>;
}

const nothing = z.strictObject({});

function check(schema: z.ZodMiniType, value: unknown): unknown {
  const result = z.safeParse(schema, value);
  if (result.success) return result.data;
  const unknown = result.error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys' ? issue.keys : [],
  );
  if (unknown.length > 0) throw new AppError('unknown_field', `Unknown field: ${unknown.join(', ')}.`);
  const issue = result.error.issues[0];
  const where = issue?.path.join('.') ?? '';
  throw new AppError(
    'bad_request',
    `${where === '' ? 'The body' : where} is missing or not as it should be.`,
  );
}

/** zod leaves `__proto__` out without a word. Iterative, since a body may be nested as deep as it is long. */
function refuseProto(body: unknown): void {
  const pending = [body];
  while (pending.length > 0) {
    const value = pending.pop();
    if (typeof value !== 'object' || value === null) continue;
    if (Object.hasOwn(value, '__proto__')) {
      throw new AppError('unknown_field', 'Unknown field: __proto__.');
    }
    for (const child of Object.values(value)) pending.push(child);
  }
}
