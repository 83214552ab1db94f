import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createWorkspacePaths } from '../../core/files/workspacePaths.ts';
import { findConnectionProblemsByRelease } from './checkByRelease.ts';

const profile = 'workspace/software/one/software.cfg';
let workspace: string;

beforeEach(async () => {
  workspace = await mkdtemp(join(tmpdir(), 'wr-'));
  await mkdir(join(workspace, 'software/one'), { recursive: true });
});
afterEach(() => rm(workspace, { recursive: true }));

async function write(name: string, content: unknown): Promise<void> {
  await writeFile(join(workspace, 'software/one', name), JSON.stringify(content));
}

async function problems(parameters: Record<string, string | number>, shared = false): Promise<string[]> {
  const paths = createWorkspacePaths(
    { workspace, instances: join(workspace, 'i'), releases: join(workspace, 'r') },
    join(workspace, 's'),
  );
  const check = { profile, softwareType: 'default', shared, parameters };
  const found = await findConnectionProblemsByRelease(paths, check, () => undefined);
  return found.map(({ pointer, sentence }) => `${pointer}: ${sentence}`);
}

test('connection parameters are checked by the response schema of their type, texts as what it wants', async () => {
  await write('software.cfg.json', {
    'software-type': {
      default: { response: 'out.json', request: 'missing.json' },
      slave: { 'software-type': 'default', shared: true, response: 'shared.json' },
    },
  });
  await write('out.json', {
    required: ['url', 'port'],
    properties: { url: { type: 'string' }, port: { type: 'integer' } },
  });
  await write('shared.json', { required: ['domain'] });
  expect(await problems({ url: 'http://h', port: '80', more: 'x' })).toEqual([]);
  expect(await problems({ url: 'http://h' })).toEqual(['/port: It is not published.']);
  expect(await problems({ url: 5, port: 80 })).toEqual([expect.stringMatching(/^\/url: /)]);
  expect(await problems({ url: 'http://h', port: 'many' })).toEqual([expect.stringMatching(/^\/port: /)]);
  expect(await problems({}, true)).toEqual([expect.stringMatching(/domain/)]);
});

test('a schema that cannot be used is told, and one that is not there is none', async () => {
  expect(await problems({ url: 'x' })).toEqual([]);
  await write('software.cfg.json', { 'software-type': { default: { response: 'gone.json' } } });
  expect(await problems({ url: 'x' })).toEqual([
    ': They could not be checked by their schema: workspace/software/one/gone.json is missing, or holds no JSON object.',
  ]);
});
