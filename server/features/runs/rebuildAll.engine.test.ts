import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import * as z from 'zod/mini';
import { Release } from '../../../shared/releases.ts';
import { RunChanges, TimelinePart } from '../../../shared/runs.ts';
import type { Run } from '../../../shared/runs.ts';
import type { TestServer } from '../../testServer.ts';
import { runToEnd, startEngineServer } from './testing/engineServer.ts';
import { writeRelease } from '../../jobs/testing/writeRelease.ts';

let server: TestServer;

beforeAll(async () => {
  server = await startEngineServer();
}, 60_000);
afterAll(async () => {
  await server[Symbol.asyncDispose]();
}, 60_000);

const ask = async (path: string) => (await server.request(path)).json;
const listReleases = async () =>
  z.object({ releases: z.array(Release) }).parse(await ask('/api/releases')).releases;
const states = async () =>
  (await listReleases()).map(
    ({ name, isGone, software, instances }) =>
      `${name}${isGone === true ? ' (gone)' : ''}: ${software.state}, ${instances[0]?.status.state ?? ''}`,
  );
const resultsOf = (run: Run) =>
  run.steps.map(({ results = [] }) => results.map(({ subject, state }) => `${subject} ${state}`));

test('a run on all deploys what was built though another release fails, and tells what is different', async () => {
  const broken = join(server.base, 'broken');
  await writeRelease(server.workspace, 'good');
  await writeRelease(server.workspace, 'bad', { command: `test ! -e ${broken}` });
  for (const release of ['good', 'bad']) {
    expect(await runToEnd(server, { release })).toMatchObject({ state: 'completed' });
  }
  const request = { parameters: { name: 'One' } };
  await runToEnd(server, { release: 'good', reference: 'mine', request });
  await writeFile(broken, '');
  await writeRelease(server.workspace, 'good', { publish: 'more = yes' });
  await writeFile(join(server.workspace, 'software/good/note.md'), 'A note.');
  const run = await runToEnd(server, { release: 'bad', scope: 'all' });
  expect(run).toMatchObject({ state: 'failed', steps: [{ state: 'failed' }, { state: 'completed' }] });
  expect(resultsOf(run)).toEqual([
    ['bad failed', 'good completed'],
    ['slappart0 completed', 'slappart1 cancelled', 'slappart2 completed'],
  ]);
  expect(await states()).toEqual(['bad: failed, cancelled', 'good: completed, completed']);

  const changes = RunChanges.parse(await ask(`/api/runs/${run.id}/changes`));
  expect(changes).toEqual({
    inputs: [
      { path: 'workspace/software/good/instance.cfg.in', kind: 'changed' },
      { path: 'workspace/software/good/note.md', kind: 'added' },
    ],
    parameters: [],
    connection: ['slappart0', 'slappart2'].map((partition) => ({ partition, name: 'more', after: 'yes' })),
  });
  const note = await server.request(`/api/runs/${run.id}/input?path=workspace/software/good/note.md`);
  expect(note.text).toBe('A note.');
  const timeline = z
    .object({ parts: z.array(TimelinePart) })
    .parse(await ask(`/api/runs/${run.id}/timeline`)).parts;
  const built = timeline.filter(({ step }) => step === 'software').map(({ release }) => release);
  expect([...new Set(built)].sort()).toEqual(['bad', 'good']);
  expect(run.steps[0]?.buildout?.join('\n')).toContain('buildout');
  await rm(broken);
}, 180_000);

test('a release whose folder was renamed is seen as gone, keeps its state in a run on all, and can be removed', async () => {
  const software = join(server.workspace, 'software');
  await rename(join(software, 'bad'), join(software, 'renamed'));
  await vi.waitFor(
    async () =>
      expect(await states()).toEqual([
        ...['bad (gone): failed, cancelled', 'good: completed, completed', 'renamed: idle, idle'],
      ]),
    10_000,
  );
  const refused = await server.request('/api/runs', { method: 'POST', body: { release: 'bad' } });
  expect(refused).toMatchObject({
    code: 'not_found',
    text: expect.stringContaining('only be removed') as unknown,
  });

  const all = await runToEnd(server, { release: 'good', scope: 'all' });
  expect(resultsOf(all)[0]).toEqual(['bad cancelled', 'good completed']);
  expect((await states())[0]).toMatch(/^bad \(gone\): failed,/);

  const destroyed = await runToEnd(server, { release: 'bad', action: 'destroy', confirm: 'bad' });
  expect(destroyed).toMatchObject({ state: 'completed' });
  expect(await runToEnd(server, { release: 'bad', action: 'remove', confirm: 'bad' })).toMatchObject({
    state: 'completed',
  });
  await vi.waitFor(
    async () => expect(await states()).toEqual(['good: completed, completed', 'renamed: idle, idle']),
    10_000,
  );
}, 180_000);
