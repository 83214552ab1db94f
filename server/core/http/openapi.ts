import * as z from 'zod/mini';
import { endpoints } from '../../../shared/index.ts';
import type { Endpoint } from '../../../shared/core/endpoint.ts';
import { ErrorBody } from '../../../shared/core/errors.ts';
import { serverFileName } from '../../../shared/serverFile.ts';
import packageJson from '../../../package.json' with { type: 'json' };

type Json = Record<string, unknown>;

/** The OpenAPI 3.1 document of the REST API, made from the same table that it is served from. */
export function openApiDocument(): Json {
  const paths: Record<string, Json> = {};
  for (const [name, endpoint] of Object.entries(endpoints)) {
    paths[endpoint.path] = {
      ...paths[endpoint.path],
      [endpoint.method.toLowerCase()]: operation(name, endpoint),
    };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Webrunner', description: packageJson.description, version: packageJson.version },
    servers: [{ url: '/' }],
    security: [{ session: [] }, { bearer: [] }],
    paths,
    components: {
      schemas: { Error: jsonSchema(ErrorBody, 'output') },
      responses: {
        Error: {
          description: 'The operation was refused or failed; `error.code` says why.',
          content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
        },
      },
      securitySchemes: {
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: 'webrunner-8470',
          description:
            'The cookie that /auth?token=… sets; its name ends with the port of the address that is used.',
        },
        bearer: {
          type: 'http',
          scheme: 'bearer',
          description: `For programs, not for pages: the token in the file ${serverFileName} of the state folder.`,
        },
      },
    },
  };
}

function operation(name: string, endpoint: Endpoint): Json {
  return {
    operationId: name,
    summary: endpoint.summary,
    parameters: [
      ...parameters(endpoint.params, 'path'),
      ...parameters(endpoint.query, 'query'),
      ...(endpoint.conditional === true ? conditionHeaders : []),
    ],
    ...(endpoint.body === undefined
      ? {}
      : {
          requestBody: {
            required: true,
            content: { 'application/json': { schema: jsonSchema(endpoint.body, 'input') } },
          },
        }),
    responses: { ...success(endpoint), default: { $ref: '#/components/responses/Error' } },
  };
}

const conditionHeaders = [
  {
    name: 'If-Match',
    in: 'header',
    required: false,
    description: 'ETag of the content that is replaced.',
    schema: { type: 'string' },
  },
  {
    name: 'If-None-Match',
    in: 'header',
    required: false,
    description: 'For a new file, instead of If-Match.',
    schema: { const: '*' },
  },
];

function success({ response }: Endpoint): Json {
  if (response === undefined) return { 204: { description: 'Done.' } };
  const content =
    response === 'bytes'
      ? { 'application/octet-stream': {}, 'text/plain': {} }
      : { 'application/json': { schema: jsonSchema(response, 'output') } };
  return { 200: { description: 'Done.', content } };
}

/** One parameter per property of an object schema. */
function parameters(schema: z.ZodMiniType | undefined, place: 'path' | 'query'): Json[] {
  if (schema === undefined) return [];
  const { properties = {}, required = [] } = jsonSchema(schema, 'output');
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: property,
  }));
}

function jsonSchema(schema: z.ZodMiniType, io: 'input' | 'output') {
  const described = z.toJSONSchema(schema, { io, target: 'draft-2020-12' });
  // The dialect of OpenAPI 3.1 is this one.
  delete described.$schema;
  return described;
}
