import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import * as z from 'zod/mini';
import { Release } from '../../../shared/releases.ts';
import type { TestServer } from '../../testServer.ts';
import { writeRelease } from '../../jobs/testing/writeRelease.ts';
import { getRun, runToEnd, startEngineServer } from './testing/engineServer.ts';

let server: TestServer;

beforeAll(async () => {
  server = await startEngineServer();
}, 60_000);
afterAll(async () => {
  await server[Symbol.asyncDispose]();
}, 60_000);

const releases = async () =>
  z.object({ releases: z.array(Release) }).parse((await server.request('/api/releases')).json).releases;
const serve = (name: string) =>
  server.request(`/api/releases/${encodeURIComponent(name)}/serve`, { method: 'POST' });

test('a release is built, requested and removed from a URL, and where its build fails is a place of the workspace', async () => {
  const profile = await writeRelease(server.workspace, 'group/deep', {
    publish: 'given = ${instance-parameter:configuration.a}',
    instance: {
      'instance-parameter': `recipe = slapos.cookbook:slapconfiguration.serialised
computer = \${slap-connection:computer-id}
partition = \${slap-connection:partition-id}
url = \${slap-connection:server-url}
key = \${slap-connection:key-file}
cert = \${slap-connection:cert-file}`,
    },
  });
  // A profile of another name beside the usual one, with a description.
  const named = join(server.workspace, 'software/group/deep/software-named.cfg');
  await rename(profile, named);
  await writeFile(
    `${named}.json`,
    JSON.stringify({ serialisation: 'json-in-xml', 'software-type': { default: { title: 'Default' } } }),
  );
  await vi.waitFor(async () =>
    expect((await releases()).map(({ name }) => name)).toEqual(['group/deep/software-named']),
  );
  const served = Release.parse((await serve('group/deep/software-named')).json);
  const { name: url, path } = served;
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/[\w-]{43}\/software\/group\/deep\/software-named\.cfg$/);
  expect(path).toBe('workspace/software/group/deep/software-named.cfg');

  const run = await runToEnd(server, { release: url, request: { parameters: { a: 'A' } } });
  expect(run).toMatchObject({ state: 'completed', release: url });
  const instances = JSON.stringify((await server.request('/api/instances')).json);
  expect(instances).toContain('"greeting":"Hello group/deep"');
  expect(instances).toContain('"instanceParameters":{"a":"A"}');

  await writeFile(
    named,
    '[buildout]\nparts = work\n\n[work]\nrecipe = plone.recipe.command\ncommand = false\nstop-on-error = true\n',
  );
  await vi.waitFor(async () =>
    expect((await releases()).find(({ name }) => name === url)?.software.state).toBe('outdated'),
  );
  const failed = await runToEnd(server, { release: url, steps: ['software'] });
  expect(failed.state).toBe('failed');
  await vi.waitFor(async () =>
    expect((await getRun(server, failed.id)).steps[0]?.problems).toMatchObject([
      { place: { path, line: 4 } },
    ]),
  );

  const { reference } = run;
  await runToEnd(server, { release: url, action: 'destroy', confirm: reference });
  const removed = await runToEnd(server, { release: url, action: 'remove', confirm: url });
  expect(removed.state).toBe('completed');
  await vi.waitFor(async () =>
    expect((await releases()).map(({ name }) => name)).toEqual(['group/deep/software-named']),
  );
}, 180_000);
