import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { RunScope } from '../../shared/runs.ts';
import { createWorkspacePaths } from '../core/files/workspacePaths.ts';
import { diagnoseRun, readProblems } from './diagnoseRun.ts';
import type { RunFacts } from './toRun.ts';

let base: string;
let directory: string;

beforeEach(async () => {
  base = await realpath(await mkdtemp(join(tmpdir(), 'webrunner-diagnose-')));
  directory = join(base, 'runs', '1');
  await write('runs/1/run.json', '{}');
  await write('w/software/a/software.cfg', '[buildout]\nextends = b.cfg\nparts = x\n');
  await write('w/software/a/b.cfg', '[x]\nrecipe = y\nurl = ${z:url}\n');
});
afterEach(() => rm(base, { recursive: true }));

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(base, path)), { recursive: true });
  await writeFile(join(base, path), text);
}

/** Problems of a run of release `a` whose software step failed. */
async function diagnosed(log: string | undefined, scope: RunScope = 'one') {
  if (log !== undefined) await write('runs/1/software.log', log);
  const step = { kind: 'software', state: 'failed', reason: 'Error: it failed' } as const;
  const facts: RunFacts = {
    record: {
      version: 2,
      id: 1,
      release: { name: 'a', url: join(base, 'w/software/a/software.cfg') },
      reference: 'a',
      computer: 'local',
      action: 'rebuild',
      trigger: 'user',
      scope,
      verbose: false,
      force: true,
      createdAt: '2026-01-01T00:00:00Z',
      steps: ['software', 'instance'],
      expectedMs: {},
    },
    status: { version: 1, pid: 1, startTime: '1', bootId: 'b', finished: true, steps: [step] },
    logSizes: {},
  };
  const roots = { workspace: join(base, 'w'), instances: join(base, 'i'), releases: join(base, 'r') };
  const problems = await diagnoseRun(directory, facts, createWorkspacePaths(roots));
  expect(await readProblems(directory, facts.status)).toEqual(problems);
  return problems;
}

const failedAtOption =
  "While:\n  Installing.\n  Getting section x.\n  Initializing section x.\n  Getting option x:url.\nError: The referenced section, 'z', was not defined.\n";

test('a failure leads to the line of the option that was being read, in the file that has it', async () => {
  expect(await diagnosed(failedAtOption)).toMatchObject([
    {
      severity: 'error',
      message: 'Error: it failed',
      cause: expect.stringContaining('There is no section [z]') as unknown,
      section: 'x',
      place: { path: 'workspace/software/a/b.cfg', line: 3 },
      fixes: [],
      source: { step: 'software' },
    },
  ]);
});

test('a failure that is not known leads to the part that was being installed', async () => {
  const [problem] = await diagnosed('While:\n  Installing x.\nError: something new\n');
  expect(problem).toMatchObject({ section: 'x', place: { path: 'workspace/software/a/b.cfg', line: 1 } });
  expect(problem).not.toHaveProperty('cause');
});

test('of a run on all the section is not looked for, and a log that is gone is no obstacle', async () => {
  expect(await diagnosed(undefined)).toEqual([
    { severity: 'error', message: 'Error: it failed', fixes: [], source: { step: 'software' } },
  ]);
  const [onAll] = await diagnosed(failedAtOption, 'all');
  expect(onAll).toHaveProperty('section', 'x');
  expect(onAll).not.toHaveProperty('place');
});

test('only the end of a long log is read, and the file whose sum is out of date can be mended', async () => {
  const path = join(base, 'w/software/a/b.cfg');
  const noise = `${'x'.repeat(99)}\n`.repeat(20_000);
  const [problem] = await diagnosed(
    `${failedAtOption}${noise}While:\n  Installing x.\nError: MD5 checksum mismatch for local resource at '${path}'.\n`,
  );
  expect(problem).toMatchObject({
    place: { path: 'workspace/software/a/b.cfg' },
    fixes: [{ kind: 'updateMd5', path: 'workspace/software/a/b.cfg' }],
  });
});
