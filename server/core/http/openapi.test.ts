import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import { endpoints } from '../../../shared/index.ts';
import { startTestServer } from '../../testServer.ts';

const Schema = z.record(z.string(), z.unknown());
const Media = z.record(z.string(), z.strictObject({ schema: z.optional(Schema) }));
const Operation = z.strictObject({
  operationId: z.string(),
  summary: z.string(),
  parameters: z.array(
    z.strictObject({
      name: z.string(),
      in: z.enum(['path', 'query', 'header']),
      required: z.boolean(),
      description: z.optional(z.string()),
      schema: Schema,
    }),
  ),
  requestBody: z.optional(z.strictObject({ required: z.literal(true), content: Media })),
  responses: z.record(
    z.string().check(z.regex(/^(\d{3}|default)$/)),
    z.union([
      z.strictObject({ description: z.string(), content: z.optional(Media) }),
      z.strictObject({ $ref: z.literal('#/components/responses/Error') }),
    ]),
  ),
});
const Document = z.object({
  openapi: z.literal('3.1.0'),
  info: z.object({ title: z.string(), version: z.string() }),
  security: z.array(z.record(z.string(), z.tuple([]))),
  paths: z.record(
    z.string().check(z.regex(/^\/api\//)),
    z.record(z.enum(['get', 'post', 'put', 'delete']), z.optional(Operation)),
  ),
  components: z.object({
    schemas: z.object({ Error: Schema }),
    responses: z.object({ Error: z.object({}) }),
    securitySchemes: z.record(z.string(), z.looseObject({ type: z.string() })),
  }),
});

test('the document has every operation, with its parameters and answers', async () => {
  await using server = await startTestServer();
  const answer = await server.request('/api/openapi.json');
  const document = Document.parse(answer.json);
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, operation]) =>
      operation === undefined ? [] : [{ path, method: method.toUpperCase(), operation }],
    ),
  );
  const described = operations.map(({ path, method, operation }) => [operation.operationId, method, path]);
  const expected = Object.entries(endpoints).map(([name, { method, path }]) => [name, method, path]);
  expect(described.sort()).toEqual(expected.sort());
  for (const { path, operation } of operations) {
    const inPath = operation.parameters.filter((parameter) => parameter.in === 'path');
    expect(inPath.map(({ name }) => name)).toEqual([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));
    expect(operation.responses.default).toEqual({ $ref: '#/components/responses/Error' });
    expect(Object.keys(operation.responses).filter((status) => status.startsWith('2'))).toHaveLength(1);
  }
  const save = document.paths['/api/file']?.put;
  expect(save?.parameters.map(({ name, required }) => [name, required])).toEqual([
    ['path', true],
    ['If-Match', false],
    ['If-None-Match', false],
  ]);
  expect(save?.requestBody?.content['application/json']?.schema).toMatchObject({
    type: 'object',
    properties: { text: { type: 'string' } },
    required: ['text'],
    additionalProperties: false,
  });
  const schemes = document.components.securitySchemes;
  expect(document.security.flatMap((either) => Object.keys(either))).toEqual(Object.keys(schemes));
  expect(schemes).toMatchObject({
    session: { type: 'apiKey', in: 'cookie' },
    bearer: { type: 'http', scheme: 'bearer' },
  });
});
