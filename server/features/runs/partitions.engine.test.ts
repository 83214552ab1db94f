import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import { SoftwareInstance } from '../../../shared/instances.ts';
import type { TestServer } from '../../testServer.ts';
import { startTestServer } from '../../testServer.ts';
import { engineBin, runToEnd } from './testing/engineServer.ts';
import { writeRelease } from '../../jobs/testing/writeRelease.ts';

test('a state gets more partitions when it is asked for, and keeps those in use when fewer are', async () => {
  await using server = await startTestServer({ engineBin, partitions: 1 });
  try {
    await keepsPartitions(server);
  } finally {
    // What runs went on while the server was started again.
    await server.restart({ stopServicesOnExit: true });
  }
}, 120_000);

async function keepsPartitions(server: TestServer): Promise<void> {
  const greetings = async () =>
    z
      .object({ instances: z.array(SoftwareInstance) })
      .parse((await server.request('/api/instances')).json)
      .instances.map(({ partition, connectionParameters }) => [partition, connectionParameters.greeting]);
  await writeRelease(server.workspace, 'sample');
  expect(await runToEnd(server, { release: 'sample' })).toMatchObject({ state: 'completed' });
  const second = { release: 'sample', reference: 'b', steps: ['instance' as const] };
  expect(await runToEnd(server, second)).toMatchObject({
    ...{ state: 'failed', steps: [{ reason: expect.stringContaining('partition') as unknown }] },
  });

  await server.restart({ partitions: 2 });
  expect(await runToEnd(server, second)).toMatchObject({ state: 'completed', partition: 'slappart1' });
  const both = [
    ['slappart0', 'Hello sample'],
    ['slappart1', 'Hello sample'],
  ];
  expect(await greetings()).toEqual(both);

  await server.restart({ partitions: 1 });
  expect(await runToEnd(server, { ...second, force: true })).toMatchObject({ state: 'completed' });
  expect(await greetings()).toEqual(both);
}
