import { mkdir, writeFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ReleaseSchema } from '../../../shared/releases.ts';
import { whileHealthy } from '../../testHealth.ts';
import { startTestServer } from '../../testServer.ts';
import type { TestAnswer, TestServer } from '../../testServer.ts';

let server: TestServer;
beforeEach(async () => {
  server = await startTestServer();
});
afterEach(async () => {
  await server[Symbol.asyncDispose]();
});

async function write(name: string, content: unknown): Promise<void> {
  const path = join(server.workspace, name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
}

/** A release whose types, by name, have these schemas. */
async function release(name: string, schemas: Readonly<Record<string, unknown>>): Promise<void> {
  await write(`software/${name}/software.cfg`, '[buildout]\nparts =\n');
  await write(`software/${name}/software.cfg.json`, {
    serialisation: 'json-in-xml',
    'software-type': Object.fromEntries(
      Object.keys(schemas).map((type, index) => [type, { request: `${type}.json`, index }]),
    ),
  });
  for (const [type, schema] of Object.entries(schemas)) await write(`software/${name}/${type}.json`, schema);
}

/** Each definition refers to the next one twice: 2⁴⁰ ways to its end. */
const doubling = {
  $ref: '#/$defs/a0',
  $defs: Object.fromEntries(
    Array.from({ length: 40 }, (_, n) => {
      const next = { $ref: `#/$defs/a${n + 1}` };
      return [`a${n}`, n === 39 ? {} : { allOf: [next, next] }];
    }),
  ),
};
/** Fails after 2ⁿ steps for n letters and another character. */
const hostile = { type: 'string', pattern: '^(a+)+$' };
const slowText = `${'a'.repeat(40)}!`;

function readSchema(name: string): Promise<TestAnswer> {
  return server.request(`/api/releases/${name}/schema`);
}

function start(release: string, parameters: object, softwareType?: string): Promise<TestAnswer> {
  return server.request('/api/runs', {
    method: 'POST',
    body: { release, request: { parameters, softwareType } },
  });
}

test('a schema whose references double again and again leaves its type without one, and blocks nobody', async () => {
  await release('hostile', { default: doubling, other: { type: 'object' } });
  await release('good', { default: { type: 'object' } });
  const reading = readSchema('hostile');
  const meanwhile = whileHealthy(server, readSchema('good'));
  const answer = await whileHealthy(server, reading);
  expect(answer.status, answer.text).toBe(200);
  const { softwareTypes, problem } = ReleaseSchema.parse(answer.json);
  expect(softwareTypes).toEqual([
    { name: 'default', serialisation: 'json-in-xml' },
    { name: 'other', serialisation: 'json-in-xml', parameters: { type: 'object' } },
  ]);
  expect(problem).toMatch(/^workspace\/software\/hostile\/default\.json is not used\. .*Simplify/);
  expect(ReleaseSchema.parse((await meanwhile).json).problem).toBeUndefined();
});

test.each([
  ['pattern', { properties: { a: hostile } }, { a: slowText }],
  ['patternProperties', { patternProperties: { '^(a+)+$': {} } }, { [slowText]: 1 }],
  ['propertyNames', { propertyNames: hostile }, { [slowText]: 1 }],
])(
  'parameters that a hostile %s never ends for are refused with the schema',
  async (_, schema, parameters) => {
    await release('hostile', { default: schema, other: { properties: { a: { type: 'integer' } } } });
    const starting = start('hostile', parameters);
    const answer = await whileHealthy(server, starting);
    expect(answer.code).toBe('parameters_invalid');
    expect(answer.text).toContain('workspace/software/hostile/default.json');
    expect(answer.text).toContain('longer than');
    // Its other types are not concerned.
    expect((await start('hostile', { a: 'x' }, 'other')).text).toContain('/a: It must be an integer');
  },
);

test('more hostile releases than there are threads only make others wait', async () => {
  const names = ['h1', 'h2', 'h3', 'h4'];
  for (const name of names) await release(name, { default: doubling });
  await release('good', { default: { type: 'object' } });
  const hostiles = names.map(readSchema);
  const good = await whileHealthy(server, readSchema('good'));
  expect(ReleaseSchema.parse(good.json).problem).toBeUndefined();
  for (const answer of await Promise.all(hostiles)) expect(answer.text).toContain('is not used');
}, 60_000);

test('what nobody waits for any more is given up: the next one is answered', async () => {
  await release('hostile', { default: { properties: { a: hostile } } });
  const body = JSON.stringify({ release: 'hostile', request: { parameters: { a: slowText } } });
  // All of one release, of which only one is checked at a time: each would take as long as it may.
  const abandoned = Array.from({ length: 40 }, () => {
    const outgoing = httpRequest({
      ...{ host: '127.0.0.1', port: server.port, path: '/api/runs', method: 'POST', agent: false },
      headers: { Cookie: server.cookie, 'Content-Type': 'application/json', 'Content-Length': body.length },
    });
    outgoing.on('error', () => undefined);
    outgoing.end(body);
    return outgoing;
  });
  await readSchema('none');
  for (const outgoing of abandoned) outgoing.destroy();
  expect((await whileHealthy(server, start('hostile', { a: 1 }))).text).toContain('/a: It must be a text');
});
