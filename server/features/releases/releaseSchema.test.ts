import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { InstanceParameters } from '../../../shared/parameters/parameterProblems.ts';
import type { ReleaseSchema } from '../../../shared/releases.ts';
import { createWorkspacePaths } from '../../core/files/workspacePaths.ts';
import type { WorkspacePaths } from '../../core/files/workspacePaths.ts';
import { readReleaseSchema } from './releaseSchema.ts';
import { typeOf, validateParameters } from './validateParameters.ts';

let base: string;
let paths: WorkspacePaths;

beforeEach(async () => {
  base = await realpath(await mkdtemp(join(tmpdir(), 'schema ü-')));
  const roots = {
    workspace: join(base, 'workspace'),
    instances: join(base, 'state/inst'),
    releases: join(base, 'state/soft'),
  };
  for (const root of Object.values(roots)) await mkdir(root, { recursive: true });
  paths = createWorkspacePaths(roots, join(base, 'state'));
});
afterEach(() => rm(base, { recursive: true }));

const folder = 'software/one';
const read = () => readReleaseSchema(paths, { profile: `workspace/${folder}/software.cfg` });

/** Writes a file of the workspace: a text as it is, anything else as JSON. */
async function write(name: string, content: unknown): Promise<void> {
  const path = join(base, 'workspace', name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
}

/** A description with one type, whose parameters are those of instance.json. */
async function describe(parameters: unknown): Promise<void> {
  await write(`${folder}/software.cfg.json`, {
    serialisation: 'json-in-xml',
    'software-type': { default: { request: 'instance.json', index: 0 } },
  });
  await write(`${folder}/instance.json`, parameters);
}

test('a release without a description has one type and no schema', async () => {
  expect(await read()).toEqual({ softwareTypes: [{ name: 'default', serialisation: 'xml' }] });
});

test('lists the types in the order of the description, and those of shared instances apart', async () => {
  await write(`${folder}/software.cfg.json`, {
    name: 'One',
    serialisation: 'xml',
    'software-type': {
      second: { title: 'Two', serialisation: 'json-in-xml', index: 2, response: 'missing.json' },
      first: { 'software-type': 'default', description: 'The first', request: 'in.json', index: 1 },
      slave: { 'software-type': 'default', shared: true, request: 'http://h/x.json', index: 0 },
      last: {},
    },
  });
  await write(`${folder}/in.json`, { $id: 'https://h/in.json', type: 'object', properties: { id: {} } });
  expect(await read()).toEqual({
    path: `workspace/${folder}/software.cfg.json`,
    problem: expect.stringContaining('http://h/x.json') as string,
    softwareTypes: [
      { name: 'default', shared: true, serialisation: 'xml' },
      {
        name: 'default',
        description: 'The first',
        serialisation: 'xml',
        parameters: { type: 'object', properties: { id: {} } },
      },
      { name: 'second', title: 'Two', serialisation: 'json-in-xml' },
      { name: 'last', serialisation: 'xml' },
    ],
  });
});

test('puts files that a schema refers to inside it, also from other folders of the workspace', async () => {
  await describe({
    $id: 'http://127.0.0.1:1/instance.json',
    properties: { a: { $ref: './sub dir/sub.json#/$defs/x' }, b: { $ref: '../../lib.json', title: 'mine' } },
  });
  await write(`${folder}/sub dir/sub.json`, { $defs: { x: { $ref: '#/$defs/y' }, y: { type: 'string' } } });
  await write('lib.json', { type: 'integer', minimum: 3 });
  const schema = await read();
  expect(schema.problem).toBeUndefined();
  expect(schema.softwareTypes[0]?.parameters).toEqual({
    properties: {
      a: { $ref: '#/$defs/workspace~1software~1one~1sub%20dir~1sub.json/$defs/x' },
      b: { $ref: '#/$defs/workspace~1lib.json', title: 'mine' },
    },
    $defs: {
      'workspace/software/one/sub dir/sub.json': {
        $defs: {
          x: { $ref: '#/$defs/workspace~1software~1one~1sub%20dir~1sub.json/$defs/y' },
          y: { type: 'string' },
        },
      },
      'workspace/lib.json': { type: 'integer', minimum: 3 },
    },
  });
  expect(() => validateParameters(typeOf(schema, undefined, false), { a: 1, b: 2 })).toThrow(
    expect.objectContaining({
      detail: '/a: It must be a text, not a number.\n/b: It must be 3 or more.',
    }),
  );
  validateParameters(typeOf(schema, undefined, false), { a: 'x', b: 3 });
});

test('references in circles survive as pointers, and parameters are checked through them', async () => {
  await describe({
    properties: { tree: { $ref: 'node.json' } },
    $defs: { self: { $ref: '#/$defs/self' } },
  });
  await write(`${folder}/node.json`, {
    type: 'object',
    properties: { n: { type: 'integer' }, child: { $ref: 'node.json' }, root: { $ref: 'instance.json' } },
  });
  const schema = await read();
  expect(schema.problem).toBeUndefined();
  validateParameters(typeOf(schema, undefined, false), {
    tree: { child: { n: 1, root: { tree: { n: 2 } } } },
  });
  expect(() =>
    validateParameters(typeOf(schema, undefined, false), { tree: { child: { root: { tree: { n: 'x' } } } } }),
  ).toThrow(
    expect.objectContaining({
      code: 'parameters_invalid',
      detail: '/tree/child/root/tree/n: It must be an integer, not a text.',
    }),
  );
});

test('tells file, line and column of what is no JSON; the description is then as if there were none', async () => {
  await write(`${folder}/software.cfg.json`, '{\n  "serialisation": "xml",\n}\n');
  expect(await read()).toEqual({
    path: `workspace/${folder}/software.cfg.json`,
    softwareTypes: [{ name: 'default', serialisation: 'json-in-xml' }],
    problem: `workspace/${folder}/software.cfg.json, line 3, column 1: A name in double quotes is expected here.`,
  });
  await describe('{"a": 1');
  expect(await read()).toMatchObject({
    softwareTypes: [{ name: 'default' }],
    problem: expect.stringContaining(`workspace/${folder}/instance.json, line 1, column 8: `) as unknown,
  });
});

test('a schema that cannot be used leaves its type without one, and the others as they are', async () => {
  await write(`${folder}/software.cfg.json`, {
    'software-type': { a: { request: 'missing.json' }, b: { request: 'good.json' } },
  });
  await write(`${folder}/good.json`, { type: 'object' });
  expect(await read()).toMatchObject({
    softwareTypes: [{ name: 'a' }, { name: 'b', parameters: { type: 'object' } }],
    problem: `workspace/${folder}/missing.json is missing, or holds no JSON object.`,
  });
  for (const description of [[], {}, { 'software-type': {} }, { 'software-type': { a: 1 } }, 'null']) {
    await write(`${folder}/software.cfg.json`, description);
    expect((await read()).problem).toContain(`workspace/${folder}/software.cfg.json`);
  }
});

test('reads nothing outside of the workspace, and asks nobody on the network', async () => {
  let requests = 0;
  const server = createServer((_, response) => {
    requests++;
    response.end('{}');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await write('../secret.json', { title: 'secret' });
  await write('../state/soft/secret.json', { title: 'secret' });
  await symlink(join(base, 'secret.json'), join(base, 'workspace/link.json'));
  const references = [
    ...['/etc/passwd', 'file:///etc/passwd', '../../../../../../../etc/passwd', join(base, 'secret.json')],
    ...[`http://127.0.0.1:${port}/x.json`, `//127.0.0.1:${port}/x`, 'data:application/json,{}', '%zz'],
    ...[
      '../../../secret.json',
      '..%2f..%2f../secret.json',
      '../../link.json',
      '../../../state/soft/secret.json',
    ],
  ];
  for (const reference of references) {
    await describe({ properties: { a: { $ref: reference } } });
    const schema = await read();
    const [{ gaps = [], parameters } = {}] = schema.softwareTypes;
    expect(gaps, reference).toEqual([expect.stringMatching(/out of the workspace|is missing/)]);
    expect(parameters, reference).toEqual({
      properties: { a: { description: expect.stringContaining(gaps[0] ?? '') as string } },
    });
    await write(`${folder}/software.cfg.json`, { 'software-type': { default: { request: reference } } });
    expect(JSON.stringify(await read()), reference).not.toContain('secret"');
    expect((await read()).problem, reference).toMatch(/out of the workspace|is missing/);
  }
  server.close();
  expect(requests).toBe(0);
});

test('gives up schemas that are too many, too long, too deep, or not to be read', async () => {
  const problemOf = async (parameters: unknown) => {
    await describe(parameters);
    const { problem, softwareTypes } = await read();
    return problem ?? softwareTypes[0]?.gaps?.join(' ');
  };
  for (let n = 0; n < 80; n++) await write(`${folder}/${n}.json`, { $ref: `${n + 1}.json` });
  expect(await problemOf({ properties: { a: { $ref: '0.json' } } })).toContain('more than 64 files');
  const deep = (depth: number): unknown => JSON.parse('{"not":'.repeat(depth) + '{}' + '}'.repeat(depth));
  expect(await problemOf(deep(150))).toContain('deeper than');
  expect(await problemOf({ description: 'x'.repeat(1_100_000) })).toContain('cannot be read');
  expect(await problemOf({ $ref: '.' })).toContain(`workspace/${folder}`);
  expect(await problemOf({ $ref: '#/nowhere' })).toContain('nowhere');
});

test('a reference that leads nowhere costs what it describes, and says which file lacks it', async () => {
  await write('software/shared.json', { $defs: { there: { type: 'integer' }, bad: { $ref: 'gone.json' } } });
  await describe({
    properties: {
      a: { title: 'A', description: 'Kept.', $ref: '../shared.json#/$defs/typo' },
      b: { $ref: '../shared.json#/$defs/there' },
      c: { items: { $ref: '../shared.json#/$defs/bad' } },
      d: { $ref: 'no.json' },
    },
  });
  const { problem, softwareTypes } = await read();
  expect(problem).toBeUndefined();
  const [type] = softwareTypes;
  expect(type?.gaps).toEqual([
    `workspace/${folder}/instance.json refers to "../shared.json#/$defs/typo". workspace/software/shared.json has nothing at /$defs/typo.`,
    `workspace/${folder}/instance.json refers to "no.json". workspace/${folder}/no.json is missing, or holds no JSON object.`,
    'workspace/software/shared.json refers to "gone.json". workspace/software/gone.json is missing, or holds no JSON object.',
  ]);
  expect(type?.parameters?.properties).toMatchObject({ a: { title: 'A', description: 'Kept.' } });
  const check = (parameters: InstanceParameters) => {
    validateParameters(typeOf({ softwareTypes }, undefined, false), parameters);
  };
  check({ a: 1, b: 2, c: ['x'], d: { any: 'thing' } });
  expect(() => check({ b: 'x' })).toThrow(/mend one of them/);
});

test('takes any parameters for a type that is not described, but none that is no text where all are', () => {
  const schema: ReleaseSchema = {
    softwareTypes: [
      { name: 'default', serialisation: 'xml', parameters: { properties: { n: { type: 'integer' } } } },
    ],
  };
  validateParameters(typeOf(schema, 'RootSoftwareInstance', false), { n: '4', other: 'x' });
  validateParameters(typeOf(schema, 'other', false), { n: 'x' });
  for (const [type, parameters] of [
    ['other', { n: 1 }],
    ['RootSoftwareInstance', { n: 'x' }],
    [undefined, { n: 'x' }],
  ] as const) {
    expect(() => validateParameters(typeOf(schema, type, false), parameters)).toThrow(
      expect.objectContaining({
        code: 'parameters_invalid',
        detail: expect.stringMatching(/^\/n: /) as unknown,
      }),
    );
  }
});

test('says so where the parameters lead to a reference that never ends', async () => {
  await describe({
    properties: { a: { $ref: '#/$defs/loop' } },
    $defs: { loop: { anyOf: [{ $ref: '#/$defs/loop' }] } },
  });
  const schema = await read();
  expect(() => validateParameters(typeOf(schema, undefined, false), { a: 1 })).toThrow(
    expect.objectContaining({
      code: 'parameters_invalid',
      message: expect.stringContaining('cannot be used') as unknown,
    }),
  );
});
