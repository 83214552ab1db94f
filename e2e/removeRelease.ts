import { expect, request } from '@playwright/test';
import type { IdeServer } from './ideServer.ts';

/**
 * Takes the instance of a release away, and what was built of the release, unless the test did so itself. A test that made a release does so at its
 * end: otherwise the next one with the same state finds what buildout installed last, and one partition less.
 */
export async function removeRelease(server: IdeServer, name: string): Promise<void> {
  const { origin } = new URL(server.signInUrl);
  const client = await request.newContext({ baseURL: origin, extraHTTPHeaders: { origin } });
  await client.get(server.signInUrl);
  /** The run that was started last; its own state comes before those of its steps. */
  const latest = async () => {
    const runs = await (await client.get('/api/runs?limit=1')).text();
    return `${/"action":"(\w+)"/.exec(runs)?.[1]} ${/"state":"(\w+)"/.exec(runs)?.[1]}`;
  };
  const instances = await (await client.get('/api/instances')).text();
  const isThere = instances.includes(`"reference":"${name}"`);
  for (const action of isThere ? ['destroy', 'remove'] : []) {
    // A test that failed may have left a run that goes on.
    await expect.poll(latest, { timeout: 60_000 }).not.toMatch(/ (queued|running)$/);
    const answer = await client.post('/api/runs', { data: { release: name, action, confirm: name } });
    expect(await answer.text()).toContain('"id"');
    await expect.poll(latest, { timeout: 60_000 }).toBe(`${action} completed`);
  }
  await client.dispose();
}
