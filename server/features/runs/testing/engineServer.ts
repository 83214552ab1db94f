import { expect, vi } from 'vitest';
import * as z from 'zod/mini';
import { Run } from '../../../../shared/runs.ts';
import type { RunOptions } from '../../../../shared/runs.ts';
import { isSettled } from '../../../../shared/status.ts';
import type { TestServer } from '../../../testServer.ts';
import { startTestServer } from '../../../testServer.ts';

/** Folder of the engine's Python environment. */
export const engineBin = process.env.WEBRUNNER_TEST_ENGINE ?? '';

/** A server with the real engine, for tests that are about it: without the engine they fail. */
export function startEngineServer(): Promise<TestServer> {
  if (engineBin === '')
    throw new Error('WEBRUNNER_TEST_ENGINE must name the Python environment of the engine.');
  if (process.getuid?.() === 0)
    throw new Error('The engine does not run as root: run these tests as another account.');
  return startTestServer({ engineBin, stopServicesOnExit: true });
}

export async function startRun(server: TestServer, options: RunOptions): Promise<Run> {
  const answer = await server.request('/api/runs', { method: 'POST', body: options });
  expect(answer.text).toContain('"id"');
  return Run.parse(answer.json);
}

/** All runs, latest first. */
export async function listRuns(server: TestServer): Promise<Run[]> {
  const answer = await server.request('/api/runs');
  return z.object({ runs: z.array(Run) }).parse(answer.json).runs;
}

export async function getRun(server: TestServer, id: number): Promise<Run> {
  const run = (await listRuns(server)).find((one) => one.id === id);
  if (run === undefined) throw new Error(`run ${id} is gone`);
  return run;
}

/** The run when `isReached` answers true. */
export async function runUntil(
  server: TestServer,
  id: number,
  isReached: (run: Run) => boolean,
): Promise<Run> {
  let run = await getRun(server, id);
  await vi.waitFor(
    async () => {
      run = await getRun(server, id);
      if (!isReached(run)) throw new Error(`run ${id} is ${JSON.stringify(run)}`);
    },
    { timeout: 60_000, interval: 50 },
  );
  return run;
}

export async function runToEnd(server: TestServer, options: RunOptions): Promise<Run> {
  return runUntil(server, (await startRun(server, options)).id, (run) => isSettled(run.state));
}
