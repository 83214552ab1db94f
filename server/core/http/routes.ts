import express from 'express';
import type { Request, Response, Router } from 'express';
import type { Input, Output } from '../../../shared/call.ts';
import { endpoints } from '../../../shared/index.ts';
import type { Endpoint } from '../../../shared/core/endpoint.ts';
import type { EndpointName } from '../../../shared/index.ts';
import { AppError } from '../../../shared/core/errors.ts';
import type { SaveCondition } from './saveCondition.ts';
import { sendByteAnswer } from './byteAnswer.ts';
import type { ByteAnswer } from './byteAnswer.ts';
import { jsonBody } from './jsonBody.ts';
import { JsonText } from './jsonText.ts';
import { openApiDocument } from './openapi.ts';
import { parseInput } from './parseInput.ts';
import { readSaveCondition } from './saveCondition.ts';

/** What a handler needs of the request besides its input. */
export interface RequestContext {
  /** On what a save insists; throws AppError `precondition_required`. */
  readonly condition: () => SaveCondition;
  /** Aborted when the client no longer waits for the answer. */
  readonly signal: AbortSignal;
}

type Answer<Name extends EndpointName> = (typeof endpoints)[Name] extends { response: 'bytes' }
  ? ByteAnswer
  : Output<Name> | JsonText;

/** One function per operation: validated input, one call of a service, and its answer. */
export type Handlers = {
  readonly [Name in EndpointName]: (input: Input<Name>, context: RequestContext) => Promise<Answer<Name>>;
};

/** Bytes of a body, where an operation says nothing else. */
const usualBodyLimit = 64 * 1024;

/** Mounts the whole table of endpoints: all that there is below /api, but for the WebSocket. */
export function apiRouter(handlers: Handlers): Router {
  const router = express.Router({ caseSensitive: true, strict: true });
  for (const name of endpointNames) mount<EndpointName>(router, name, handlers[name]);
  router.get('/api/openapi.json', (_request, response) => {
    response.json(openApiDocument());
  });
  for (const path of new Set([
    '/api/openapi.json',
    ...endpointNames.map((name) => routePath(endpoints[name])),
  ])) {
    router.all(path, (request, response) => {
      response.set('Allow', allowedMethods(path).join(', '));
      throw new AppError('method_not_allowed', `${request.method} is not used here.`);
    });
  }
  router.all(['/api', '/api/*path'], () => {
    throw new AppError('not_found', 'There is no such operation; /api/openapi.json lists them.');
  });
  return router;
}

const endpointNames = Object.keys(endpoints).filter((name): name is EndpointName => name in endpoints);

function mount<Name extends EndpointName>(router: Router, name: Name, handler: Handlers[Name]): void {
  const endpoint = endpoints[name];
  const respond = async (request: Request, response: Response) => {
    const condition = () => readSaveCondition(request.headers);
    const controller = new AbortController();
    const { signal } = controller;
    response.once('close', () => controller.abort());
    try {
      const answer = await handler(parseInput(endpoint, request), { condition, signal });
      await send(endpoint, answer, { request, response });
    } catch (error) {
      // What stopped since nobody waits for it has nobody to be told.
      if (!signal.aborted || error !== signal.reason) throw error;
    }
  };
  const path = routePath(endpoint);
  const body = jsonBody(bodyLimitOf(endpoint));
  switch (endpoint.method) {
    case 'GET':
      router.get(path, respond);
      return;
    case 'POST':
      router.post(path, body, respond);
      return;
    case 'PUT':
      router.put(path, body, respond);
      return;
    case 'DELETE':
      router.delete(path, body, respond);
      return;
  }
}

function bodyLimitOf({ bodyLimit = usualBodyLimit }: Endpoint): number {
  return bodyLimit;
}

async function send(
  endpoint: Endpoint,
  answer: unknown,
  { request, response }: { request: Request; response: Response },
): Promise<void> {
  response.set('Cache-Control', 'no-store');
  if (isByteAnswer(answer)) await sendByteAnswer(request, response, answer);
  else if (answer instanceof JsonText) response.type('json').send(answer.text);
  else if (endpoint.response === undefined) response.status(204).end();
  else response.json(answer);
}

function isByteAnswer(answer: unknown): answer is ByteAnswer {
  return typeof answer === 'object' && answer !== null && 'stream' in answer;
}

function routePath({ path }: Endpoint): string {
  return path.replace(/\{(\w+)\}/g, ':$1');
}

function allowedMethods(path: string): string[] {
  const found = endpointNames.filter((name) => routePath(endpoints[name]) === path);
  const methods = found.length === 0 ? ['GET'] : found.map((name) => endpoints[name].method);
  return methods.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method]));
}
