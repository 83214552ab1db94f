import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import * as z from 'zod/mini';
import { SoftwareInstance } from '../../../shared/instances.ts';
import { Release } from '../../../shared/releases.ts';
import { RunChanges, TimelinePart } from '../../../shared/runs.ts';
import { Automation, defaultSettings } from '../../../shared/automation.ts';
import type { TestServer } from '../../testServer.ts';
import { listRuns, runToEnd, startEngineServer } from './testing/engineServer.ts';
import { writeRelease } from '../../jobs/testing/writeRelease.ts';

let server: TestServer;

beforeAll(async () => {
  server = await startEngineServer();
}, 60_000);
afterAll(async () => {
  await server[Symbol.asyncDispose]();
}, 60_000);

const ask = async (path: string) => (await server.request(path)).json;
const listInstances = async () =>
  z.object({ instances: z.array(SoftwareInstance) }).parse(await ask('/api/instances')).instances;
const findInstance = async (reference: string) =>
  (await listInstances()).find((one) => one.reference === reference);
const findRelease = async (name: string) =>
  z
    .object({ releases: z.array(Release) })
    .parse(await ask('/api/releases'))
    .releases.find((one) => one.name === name);
const referencesOf = async (name: string) =>
  (await findRelease(name))?.instances.map(({ reference, status }) => `${reference} ${status.state}`);

const titled = {
  instance: {
    'slap-configuration': `recipe = slapos.cookbook:slapconfiguration
computer = \${slap-connection:computer-id}
partition = \${slap-connection:partition-id}
url = \${slap-connection:server-url}
key = \${slap-connection:key-file}
cert = \${slap-connection:cert-file}`,
  },
  publish: 'title = ${slap-configuration:configuration.title}',
};

test('applies parameters, and tells what differs from the run before', async () => {
  const profile = await writeRelease(server.workspace, 'titled', titled);
  const first = await runToEnd(server, { release: 'titled', request: { parameters: { title: 'One' } } });
  expect(first).toMatchObject({ state: 'completed', trigger: 'user', reference: 'titled' });
  await writeFile(`${profile}.md`, 'A note.');
  const second = await runToEnd(server, {
    ...{ release: 'titled', steps: ['instance'] },
    request: { parameters: { title: 'Two', empty: '' } },
  });
  expect(second).toMatchObject({ state: 'completed', steps: [{ kind: 'instance', state: 'completed' }] });
  expect(await findInstance('titled')).toMatchObject({
    instanceParameters: { title: 'Two' },
    connectionParameters: { greeting: 'Hello titled', title: 'Two' },
  });
  const changes = RunChanges.parse(await ask(`/api/runs/${second.id}/changes`));
  expect(changes).toEqual({
    since: first.id,
    inputs: [{ path: 'workspace/software/titled/software.cfg.md', kind: 'added' }],
    parameters: [{ name: 'title', before: 'One', after: 'Two' }],
    connection: [{ name: 'title', before: 'One', after: 'Two' }],
  });
  const input = await server.request(
    `/api/runs/${second.id}/input?path=workspace/software/titled/software.cfg.md`,
  );
  expect(input.text).toBe('A note.');
  const { parts } = z
    .object({ parts: z.array(TimelinePart) })
    .parse(await ask(`/api/runs/${first.id}/timeline`));
  const work = parts.find(({ part }) => part === 'work');
  expect(work).toMatchObject({ step: 'software', action: 'install' });
  expect(work?.durationMs).toBeGreaterThan(0);
  expect(parts.find(({ part }) => part === 'publish')?.partition).toBe(first.partition);
}, 120_000);

test('destroys an instance that is named twice, and removes a release without instances', async () => {
  await writeRelease(server.workspace, 'doomed');
  await runToEnd(server, { release: 'doomed' });
  await runToEnd(server, { release: 'doomed', reference: 'second', steps: ['instance'] });
  expect(await referencesOf('doomed')).toEqual(['doomed completed', 'second completed']);
  const post = (body: object) => server.request('/api/runs', { method: 'POST', body });
  const destroy = { release: 'doomed', action: 'destroy' } as const;
  expect(await post({ ...destroy, reference: 'second' })).toMatchObject({
    status: 400,
    code: 'not_confirmed',
  });
  expect(await post({ ...destroy, reference: 'third', confirm: 'third' })).toMatchObject({ status: 404 });
  const remove = { release: 'doomed', action: 'remove', confirm: 'doomed' } as const;
  const refused = await post(remove);
  expect(refused).toMatchObject({ status: 409, code: 'has_instances' });
  expect(refused.text).toMatch(/doomed \(slappart\d\), second \(slappart\d\)/);

  expect(await runToEnd(server, { ...destroy, reference: 'second', confirm: 'second' })).toMatchObject({
    ...{ action: 'destroy', state: 'completed' },
    steps: [{ kind: 'instance', command: expect.stringContaining('slapos node report') as unknown }],
  });
  expect(await referencesOf('doomed')).toEqual(['doomed completed']);
  await runToEnd(server, { ...destroy, confirm: 'doomed' });
  expect((await listInstances()).filter(({ release }) => release === 'doomed')).toEqual([]);
  expect(await runToEnd(server, remove)).toMatchObject({ action: 'remove', state: 'completed' });
  expect(await referencesOf('doomed')).toEqual(['doomed idle']);
}, 180_000);

test('an instance is not up to date when its release was rebuilt from other files for another one', async () => {
  const profile = await writeRelease(server.workspace, 'shared');
  const first = await runToEnd(server, { release: 'shared' });
  const second = await runToEnd(server, { release: 'shared', reference: 'second' });
  expect([first.state, second.state]).toEqual(['completed', 'completed']);
  await runToEnd(server, { release: 'shared' });
  expect(await referencesOf('shared')).toEqual(['shared completed', 'second completed']);
  const instance = join(dirname(profile), 'instance.cfg.in');
  await writeFile(instance, (await readFile(instance, 'utf8')).replace('Hello', 'Goodbye'));
  const rebuilt = await runToEnd(server, { release: 'shared' });
  expect(rebuilt.state).toBe('completed');
  await vi.waitFor(async () =>
    expect(await referencesOf('shared')).toEqual(['shared completed', 'second outdated']),
  );
  expect((await findInstance('second'))?.connectionParameters).toMatchObject({ greeting: 'Hello shared' });
  expect(await findRelease('shared')).toMatchObject({
    changes: [],
    instances: [
      {},
      {
        status: { run: second.id, reason: expect.stringContaining(`run ${rebuilt.id}`) as unknown },
        rebuilt: {
          ...{ before: second.id, after: rebuilt.id },
          changes: [{ path: 'workspace/software/shared/instance.cfg.in', kind: 'changed' }],
        },
      },
    ],
  });
  await runToEnd(server, { release: 'shared', reference: 'second', steps: ['instance'] });
  expect(await referencesOf('shared')).toEqual(['shared completed', 'second completed']);
  expect((await findInstance('second'))?.connectionParameters).toMatchObject({ greeting: 'Goodbye shared' });
}, 180_000);

test('a service that exits bangs, and is deployed again while instances are kept converged', async () => {
  const crash = join(server.base, 'crash');
  await writeRelease(server.workspace, 'fragile', {
    instance: {
      fragile: `recipe = slapos.cookbook:wrapper
command-line = sh -c "while test ! -e ${crash}; do sleep 0.1; done; rm ${crash}; exit 3"
wrapper-path = \${directory:service}/fragile`,
    },
  });
  const built = await runToEnd(server, { release: 'fragile' });
  expect(built.state).toBe('completed');
  const put = await server.request('/api/settings', {
    ...{ method: 'PUT', body: { ...defaultSettings, keepConverged: true } },
  });
  expect(put.status).toBe(204);
  const convergence = async () =>
    z.object({ automation: Automation }).parse(await ask('/api/settings')).automation.convergence;
  await vi.waitFor(async () => expect((await convergence()).check).toBeDefined(), { timeout: 20_000 });

  await writeFile(crash, '');
  const result = `${built.partition ?? ''} was deployed again after a bang: fragile exited with status 3.`;
  await vi.waitFor(
    async () => expect((await convergence()).deployment).toMatchObject({ result, failed: false }),
    {
      ...{ timeout: 60_000, interval: 100 },
    },
  );
  const [last] = await listRuns(server);
  expect(last).toMatchObject({
    ...{
      id: (await convergence()).deployment?.run,
      trigger: 'bang',
      force: false,
      release: 'fragile',
      state: 'completed',
    },
    steps: [{ kind: 'instance', state: 'completed' }],
  });
  expect(await findInstance('fragile')).toMatchObject({
    processes: [{ name: 'fragile', state: 'RUNNING' }],
    bang: { message: 'fragile exited with status 3', handled: true },
  });
}, 180_000);

test('rebuilds all releases and instances, each with its own outcome', async () => {
  await writeRelease(server.workspace, 'first');
  await runToEnd(server, { release: 'first' });
  const profile = await writeRelease(server.workspace, 'breaking');
  const { partition = '' } = await runToEnd(server, { release: 'breaking' });
  await writeFile(profile, '[buildout]\nparts = missing\n');
  const run = await runToEnd(server, { release: 'first', scope: 'all' });
  const [software] = run.steps;
  expect(software).toMatchObject({
    ...{ state: 'failed', command: expect.stringMatching(/^slapos node software .*--all/) as unknown },
    results: expect.arrayContaining([
      expect.objectContaining({ subject: 'first', state: 'completed' }),
      expect.objectContaining({ subject: 'breaking', state: 'failed' }),
    ]) as unknown,
  });
  expect(await findRelease('first')).toMatchObject({
    software: { state: 'completed', run: run.id },
    changes: [],
  });
  expect(await findRelease('breaking')).toMatchObject({ software: { state: 'failed' }, changes: [] });

  await writeRelease(server.workspace, 'breaking');
  const again = await runToEnd(server, { release: 'first', scope: 'all' });
  expect(again).toMatchObject({
    state: 'completed',
    steps: [{ state: 'completed' }, { state: 'completed' }],
  });
  expect(again.steps[1]?.results).toContainEqual({ subject: partition, state: 'completed' });
  expect((await findRelease('breaking'))?.instances).toMatchObject([
    { reference: 'breaking', status: { state: 'completed', run: again.id } },
  ]);
}, 180_000);
