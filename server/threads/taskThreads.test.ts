import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { AppError } from '../../shared/core/errors.ts';
import { checkByRelease } from '../features/releases/checkByRelease.ts';
import { readReleaseSchema } from '../features/releases/releaseSchema.ts';
import { createWorkspacePaths } from '../core/files/workspacePaths.ts';
import { Overrun } from './overrun.ts';
import { TaskThreads } from './taskThreads.ts';
import type { ThreadFolders } from './tasks.ts';

let base: string;
let folders: ThreadFolders;
let threads: TaskThreads;

beforeEach(async () => {
  base = await realpath(await mkdtemp(join(tmpdir(), 'wr-')));
  const roots = {
    workspace: join(base, 'workspace'),
    instances: join(base, 'inst'),
    releases: join(base, 'soft'),
  };
  for (const root of Object.values(roots)) await mkdir(root);
  folders = { roots, state: join(base, 'state') };
  threads = new TaskThreads(folders);
});
afterEach(async () => {
  await threads.dispose();
  await rm(base, { recursive: true });
});

const profile = 'workspace/software.cfg';

/** The one type of the release has this schema. */
async function describe(schema: unknown): Promise<void> {
  const types = { 'software-type': { default: { request: 'in.json' } } };
  await writeFile(join(folders.roots.workspace, 'software.cfg.json'), JSON.stringify(types));
  await writeFile(join(folders.roots.workspace, 'in.json'), JSON.stringify(schema));
  await writeFile(join(folders.roots.workspace, 'other.json'), '{"type": "object", "maxProperties": 2}');
}

const check = (parameters: Record<string, string>, subject = 'a', signal?: AbortSignal) =>
  threads.run(
    'checkParameters',
    { profile, softwareType: undefined, parameters },
    { subject, signal, limitMs: 1000 },
  );
const endless = { properties: { a: { type: 'string', pattern: '^(a+)+$' } } };
const slowText = `${'a'.repeat(40)}!`;

const jsonType = fc.constantFrom('string', 'integer', 'number', 'boolean', 'array', 'object', 'null');
const keywords = {
  type: jsonType,
  enum: fc.array(fc.jsonValue({ maxDepth: 1 }), { minLength: 1, maxLength: 3 }),
  minimum: fc.integer({ min: -5, max: 5 }),
  maxLength: fc.nat(5),
  pattern: fc.constantFrom('^a', 'b$', '[0-9]'),
  required: fc.uniqueArray(fc.constantFrom('a', 'b')),
  additionalProperties: fc.boolean(),
  $ref: fc.constantFrom('#/$defs/x', 'other.json', 'missing.json'),
};
const { schema: plainSchema } = fc.letrec<{ schema: Record<string, unknown> }>((tie) => ({
  schema: fc.oneof(
    { maxDepth: 3 },
    fc.record(keywords, { requiredKeys: [] }),
    fc.record(
      {
        ...keywords,
        properties: fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('schema'), { maxKeys: 2 }),
        items: tie('schema'),
        anyOf: fc.array(tie('schema'), { minLength: 1, maxLength: 2 }),
        not: tie('schema'),
      },
      { requiredKeys: [] },
    ),
  ),
}));
const someParameters = fc
  .dictionary(fc.constantFrom('a', 'b', 'c', 'd e'), fc.jsonValue({ maxDepth: 2 }))
  .map((value) => z.record(z.string(), z.json()).parse(value));

test('a thread says of schemas and parameters what the server itself would say', async () => {
  const paths = createWorkspacePaths(folders.roots, folders.state);
  const outcome = (promise: Promise<unknown>) =>
    promise.then(
      () => 'accepted',
      (error: unknown) =>
        error instanceof AppError
          ? { code: error.code, message: error.message, detail: error.detail }
          : error,
    );
  const verdicts = new Set<string>();
  await fc.assert(
    fc.asyncProperty(plainSchema, someParameters, async (schema, parameters) => {
      await describe({ ...schema, $defs: { x: { type: 'integer' } } });
      const own = await readReleaseSchema(paths, { profile });
      const text = await threads.run('readSchema', { profile }, { subject: 'a' });
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(own)));
      const wanted = { profile, softwareType: undefined, parameters };
      const verdict = await outcome(checkByRelease(paths, wanted, () => undefined));
      expect(await outcome(threads.run('checkParameters', wanted, { subject: 'a' }))).toEqual(verdict);
      verdicts.add(typeof verdict === 'string' ? verdict : 'refused');
    }),
    // Few of those that are made up fit each other.
    { numRuns: 150, examples: [[{}, {}]] },
  );
  expect([...verdicts].sort()).toEqual(['accepted', 'refused']);
});

test('a task that takes too long ends with its thread, and says what it worked on', async () => {
  await describe(endless);
  const overrun: unknown = await check({ a: slowText }).catch((error: unknown) => error);
  expect(overrun).toBeInstanceOf(Overrun);
  expect(overrun).toMatchObject({
    message: 'It took longer than 1 s and was stopped',
    file: 'workspace/in.json',
  });
  expect(await check({ a: 'aaa' })).toBe('true');
});

test('a task that takes too much memory ends with its thread', async () => {
  const next = (n: number) => ({ $ref: `#/$defs/a${n + 1}` });
  const levels = Array.from({ length: 12 }, (_, n) => [`a${n}`, { allOf: [next(n), next(n)] }] as const);
  await describe({
    properties: { a: { items: { $ref: '#/$defs/a0' } } },
    $defs: { ...Object.fromEntries(levels), a12: { type: 'integer' } },
  });
  // Each of the values is wrong in 4096 ways.
  const parameters = { a: Array.from({ length: 5000 }, () => 'x') };
  const checking = threads.run(
    'checkParameters',
    { profile, softwareType: undefined, parameters },
    { subject: 'a', limitMs: 60_000 },
  );
  await expect(checking).rejects.toThrow('It took too much memory and was stopped');
  expect(await check({})).toBe('true');
}, 60_000);

test('a task that nobody waits for ends at once, also one that has not begun', async () => {
  await describe(endless);
  const controller = new AbortController();
  const { signal } = controller;
  const running = check({ a: slowText }, 'a', signal);
  const waiting = check({}, 'a', signal);
  const next = check({}, 'a');
  controller.abort();
  await expect(running).rejects.toBe(signal.reason);
  await expect(waiting).rejects.toBe(signal.reason);
  expect(await next).toBe('true');
  await expect(check({}, 'a', signal)).rejects.toBe(signal.reason);
});

test('of one subject there is one task at a time: others are done meanwhile', async () => {
  await describe(endless);
  const order: string[] = [];
  const note = (name: string) => () => void order.push(name);
  const hostile = [1, 2, 3, 4].map(() => check({ a: slowText }, 'hostile').catch(note('hostile')));
  await check({}, 'good').then(note('good'));
  expect(order).toEqual(['good']);
  await threads.dispose();
  await Promise.all(hostile);
});

test('once disposed of, it does nothing more', async () => {
  await describe(endless);
  const running = check({ a: slowText });
  const waiting = check({});
  const settled = Promise.allSettled([running, waiting]);
  await threads.dispose();
  expect((await settled).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  await expect(check({})).rejects.toMatchObject({ code: 'internal' });
});
