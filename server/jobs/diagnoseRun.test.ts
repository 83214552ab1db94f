import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Failure } from '../../shared/engine.ts';
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

/** Problems of a run of release `a` whose software step failed, by what buildout said of it; its log begins with `noise`. */
async function diagnosed(failure: Failure | undefined, scope: RunScope = 'one', noise = '') {
  if (failure !== undefined) {
    const event = { event: 'failure', t: 1, folder: join(base, 'r/1'), failure };
    await write('runs/1/software.parts.jsonl', `${JSON.stringify(event)}\n`);
    await write('runs/1/software.log', `${noise}While:\n${failure.text}\nFinished.\n`);
  }
  const reason = failure?.message ?? 'slapos node software exited with status 1; see the end of its log.';
  const step = { kind: 'software', state: 'failed', reason } as const;
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

const failedAtOption: Failure = {
  message: "Error: The referenced section, 'z', was not defined.",
  text: "  Installing.\n  Getting section x.\n  Initializing section x.\n  Getting option x:url.\nError: The referenced section, 'z', was not defined.",
  section: 'x',
  option: 'url',
};

test('a failure leads to the line that the engine tells, and to its words in the log', async () => {
  const place = { file: join(base, 'w/software/a/b.cfg'), line: 3 };
  expect(await diagnosed({ ...failedAtOption, place }, 'all', 'noise\n')).toEqual([
    {
      severity: 'error',
      message: failedAtOption.message,
      cause: expect.stringContaining('There is no section [z]') as unknown,
      section: 'x',
      place: { path: 'workspace/software/a/b.cfg', line: 3 },
      fixes: [],
      source: {
        step: 'software',
        log: { from: 6, to: 'noise\nWhile:\n\n'.length + failedAtOption.text.length },
      },
    },
  ]);
});

test('where the engine tells of a copy, the option is looked for in the file that has it', async () => {
  const place = { file: join(base, 'i/slappart0/buildout.cfg'), line: 30 };
  expect(await diagnosed({ ...failedAtOption, place })).toMatchObject([
    { place: { path: 'workspace/software/a/b.cfg', line: 3 } },
  ]);
});

test('a failure that is not known leads to the part that was being installed', async () => {
  const [problem] = await diagnosed({
    message: 'Error: something new',
    text: '  Installing x.\nError: something new',
  });
  expect(problem).toMatchObject({ section: 'x', place: { path: 'workspace/software/a/b.cfg', line: 1 } });
  expect(problem).not.toHaveProperty('cause');
});

test('of a run on all the section is not looked for, and a log that is gone is no obstacle', async () => {
  expect(await diagnosed(undefined)).toEqual([
    {
      severity: 'error',
      message: 'slapos node software exited with status 1; see the end of its log.',
      fixes: [],
      source: { step: 'software' },
    },
  ]);
  const [onAll] = await diagnosed(failedAtOption, 'all');
  expect(onAll).toHaveProperty('section', 'x');
  expect(onAll).not.toHaveProperty('place');
});

test('only the end of a long log is read, and the file whose sum is out of date can be mended', async () => {
  const path = join(base, 'w/software/a/b.cfg');
  const message = `Error: MD5 checksum mismatch for local resource at '${path}'.`;
  const noise = `${'x'.repeat(99)}\n`.repeat(20_000);
  const [problem] = await diagnosed({ message, text: `  Installing x.\n${message}` }, 'one', noise);
  expect(problem).toMatchObject({
    place: { path: 'workspace/software/a/b.cfg' },
    fixes: [{ kind: 'updateMd5', path: 'workspace/software/a/b.cfg' }],
    source: { log: { from: noise.length } },
  });
});
