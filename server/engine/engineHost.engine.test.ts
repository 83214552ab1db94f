import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { engineBin } from '../features/runs/testing/engineServer.ts';
import type { EngineHost } from './engineHost.ts';
import { startEngineHost } from './engineHost.ts';

let folder: string;
let base: string;

beforeEach(async () => {
  if (engineBin === '')
    throw new Error('WEBRUNNER_TEST_ENGINE must name the Python environment of the engine.');
  folder = await mkdtemp(join(tmpdir(), 'opening-'));
  base = join(folder, 'slapos');
});
afterEach(async () => {
  const engine = startEngineHost({ engine: engineBin, partitions: 10, slaposBase: base });
  await isReady(engine);
  await engine.shutdown();
  await engine.dispose();
  await rm(folder, { recursive: true });
}, 60_000);

async function isReady(engine: EngineHost): Promise<void> {
  await vi.waitFor(() => expect(engine.status()).toEqual({ state: 'ready' }), { timeout: 60_000 });
}

/** Processes of the node in `base` that outlive their parents, by pid: supervisord, and slapproxy. */
async function findProcesses(): Promise<Map<number, string>> {
  const found = new Map<number, string>();
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const words = await readFile(join('/proc', name, 'cmdline'), 'utf8').catch(() => '');
    if (words.includes(base)) found.set(Number(name), words.replaceAll('\0', ' ').trim());
  }
  return found;
}

test(
  'a node that is opened for the first time is gone with the host that was stopped meanwhile',
  { timeout: 120_000 },
  async () => {
    for (const ms of [0, 500, 1000]) {
      base = join(folder, String(ms));
      const engine = startEngineHost({ engine: engineBin, partitions: 10, slaposBase: base });
      await new Promise((resolve) => setTimeout(resolve, ms));
      expect(engine.status()).toEqual({ state: 'starting' });
      await engine.dispose();
      expect([...(await findProcesses()).values()]).toEqual([]);
    }
  },
);

test(
  'a node that runs goes on, also when the host is stopped that opens it again',
  { timeout: 60_000 },
  async () => {
    const first = startEngineHost({ engine: engineBin, partitions: 10, slaposBase: base });
    await isReady(first);
    await first.dispose();
    const before = await findProcesses();
    expect([...before.values()].join('\n')).toMatch(/supervisord[^]*proxy start/);
    const second = startEngineHost({ engine: engineBin, partitions: 10, slaposBase: base });
    await second.dispose();
    expect(await findProcesses()).toEqual(before);
  },
);
