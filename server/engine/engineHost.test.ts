import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { EngineStatus } from '../../shared/session.ts';
import { DisposableStore } from '../core/kit/lifecycle.ts';
import type { EngineHost } from './engineHost.ts';
import { startEngineHost } from './engineHost.ts';
import { writeStandIn } from './testing/standIn.ts';

let folder: string;
let owned: DisposableStore;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'host-'));
  owned = new DisposableStore();
});
afterEach(async () => {
  await owned.dispose();
  await rm(folder, { recursive: true });
});

/** Starts a host in whose place is an executable of ours, see `writeStandIn`. */
async function startStandIn(
  answer: string,
  prologue?: string,
): Promise<{ engine: EngineHost; seen: EngineStatus[] }> {
  await writeStandIn(folder, answer, prologue);
  const engine = owned.add(
    startEngineHost({ engine: folder, partitions: 10, slaposBase: join(folder, 'slapos'), firstBackOffMs: 20 }),
  );
  const seen: EngineStatus[] = [];
  owned.add(engine.statusChanged.on((status) => seen.push(status)));
  return { engine, seen };
}

const run = {
  directory: '/d',
  release: { name: 'r', url: '/r' },
  reference: 'r',
  ...({ steps: ['software'], action: 'rebuild', scope: 'one' } as const),
  ...{ verbose: false, force: true, request: undefined },
};
const opens = 'if (opens(id, method)) return;';

async function becomes(engine: EngineHost, state: EngineStatus['state']): Promise<void> {
  await vi.waitFor(() => expect(engine.status().state).toBe(state), { timeout: 10_000, interval: 10 });
}

test('is starting until the host has opened SlapOS, then ready', async () => {
  const { engine, seen } = await startStandIn(opens);
  expect(engine.status()).toEqual({ state: 'starting' });
  await becomes(engine, 'ready');
  expect(seen).toEqual([{ state: 'ready' }]);
});

test('gives each answer to the request that it belongs to, whatever their order', async () => {
  const { engine } = await startStandIn(`${opens}
    if (method === 'run.start') setTimeout(() => say({ id, result: { pid: params.reference.length } }), 50 - params.reference.length * 10);`);
  await becomes(engine, 'ready');
  const start = (reference: string) =>
    engine.startRun({ ...run, reference });
  expect(await Promise.all([start('a'), start('bbb'), start('cc')])).toEqual([1, 3, 2]);
});

test('says what the host says, with a code of the table', async () => {
  const { engine } = await startStandIn(`${opens}
    const code = method === 'run.start' ? 'run_in_progress' : 'odd';
    say({ id, error: { code, message: 'Because of ' + method + '.' } });`);
  await becomes(engine, 'ready');
  await expect(
    engine.startRun(run),
  ).rejects.toMatchObject({ code: 'run_in_progress', message: 'Because of run.start.' });
  await expect(engine.stopServices()).rejects.toMatchObject({
    code: 'engine_failed',
    message: 'Because of services.stop.',
  });
});

test('refuses an answer of another form than agreed', async () => {
  const { engine } = await startStandIn(`${opens} say({ id, result: { instances: [{ partition: 1 }] } });`);
  await becomes(engine, 'ready');
  await expect(engine.snapshot()).rejects.toMatchObject({ code: 'engine_failed' });
  expect(engine.status().state).toBe('ready');
});

test('starts another host when one dies, and rejects what was asked of the dead one', async () => {
  const { engine, seen } = await startStandIn(`${opens} process.kill(process.pid, 'SIGKILL');`);
  await becomes(engine, 'ready');
  await expect(engine.stopServices()).rejects.toMatchObject({ code: 'engine_unavailable' });
  await becomes(engine, 'ready');
  expect(seen.map(({ state }) => state)).toEqual(['ready', 'starting', 'ready']);
});

test('has failed, with the last words of the host, when it keeps dying; goes on trying', async () => {
  const { engine } = await startStandIn(
    '',
    `fs.appendFileSync(${JSON.stringify(join(folder, 'lives'))}, 'x');
     console.error('ImportError: No module named slapos'); process.exit(3);`,
  );
  await becomes(engine, 'failed');
  expect(engine.status().message).toBe('The engine ended (exit status 3). ImportError: No module named slapos');
  const lives = () => readFileSync(join(folder, 'lives'), 'utf8').length;
  const before = lives();
  await vi.waitFor(() => expect(lives()).toBeGreaterThan(before), { timeout: 10_000 });
  await expect(engine.snapshot()).rejects.toMatchObject({
    code: 'engine_unavailable',
    message: expect.stringContaining('ImportError') as unknown,
  });
});

test('does not try again where only the user can mend it', async () => {
  const { engine } = await startStandIn(
    `say({ id, error: { code: 'path_too_deep', message: 'Choose a shorter --state.' } });`,
    `fs.appendFileSync(${JSON.stringify(join(folder, 'lives'))}, 'x');`,
  );
  await becomes(engine, 'failed');
  expect(engine.status()).toEqual({ state: 'failed', message: 'Choose a shorter --state.' });
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(readFileSync(join(folder, 'lives'), 'utf8')).toBe('x');
});

test('shows why a host cannot work at all', async () => {
  const { engine } = await startStandIn(
    '',
    `say({ event: 'fatal', data: { code: 'root', message: 'The engine does not run as root.' } });
     process.exit(1);`,
  );
  await becomes(engine, 'failed');
  expect(engine.status().message).toBe('The engine does not run as root.');
});

test('fails with a message where there is no host to start', async () => {
  const engine = owned.add(
    startEngineHost({ engine: join(folder, 'none'), partitions: 10, slaposBase: folder, firstBackOffMs: 1 }),
  );
  await becomes(engine, 'failed');
  expect(engine.status().message).toContain('could not be started');
  const without = owned.add(startEngineHost({ engine: undefined, partitions: 10, slaposBase: folder }));
  expect(without.status()).toMatchObject({ state: 'failed' });
});

test('ends a host that writes what is not agreed, and starts another', async () => {
  const marker = JSON.stringify(join(folder, 'once'));
  const { engine, seen } = await startStandIn(
    `${opens}
     if (!fs.existsSync(${marker})) { fs.writeFileSync(${marker}, ''); say('Traceback (most recent call last)\\n'); }
     else say({ id, result: { instances: [] } });`,
  );
  await becomes(engine, 'ready');
  await expect(engine.snapshot()).rejects.toMatchObject({
    code: 'engine_unavailable',
    message: 'The engine wrote something that is not understood.',
  });
  await becomes(engine, 'ready');
  expect(await engine.snapshot()).toEqual([]);
  expect(seen).toHaveLength(3);
});

test('reads a flood of lines and of events without losing an answer', async () => {
  const { engine } = await startStandIn(
    `${opens}
     for (let n = 0; n < 20000; n++) say({ event: 'noise', data: { n, text: 'é'.repeat(50) } });
     process.stderr.write('x'.repeat(1 << 20));
     say({ id, result: { instances: [] } });`,
  );
  await becomes(engine, 'ready');
  expect(await engine.snapshot()).toEqual([]);
});

test('ends with the end of its input, and by force when it does not', async () => {
  const { engine } = await startStandIn(opens);
  await becomes(engine, 'ready');
  const begun = performance.now();
  await engine.dispose();
  expect(performance.now() - begun).toBeLessThan(2000);

  const pidFile = join(folder, 'pid');
  const { engine: stubborn } = await startStandIn(
    opens,
    `globalThis.stubborn = true; setInterval(() => {}, 1000); process.on('SIGTERM', () => {});
     fs.writeFileSync(${JSON.stringify(pidFile)}, String(process.pid));`,
  );
  await becomes(stubborn, 'ready');
  await stubborn.dispose();
  const pid = Number(readFileSync(pidFile, 'utf8'));
  expect(() => process.kill(pid, 0)).toThrow('ESRCH');
});

test('hands a run over as it was asked for', async () => {
  const { engine } = await startStandIn(
    `${opens} fs.writeFileSync('${join(folder, 'told')}', JSON.stringify(params)); say({ id, result: { pid: 7 } });`,
  );
  await becomes(engine, 'ready');
  const request = { softwareType: 'cluster', parameters: { a: 1 }, state: 'stopped' } as const;
  expect(await engine.startRun({ ...run, scope: 'one', verbose: true, request })).toBe(7);
  expect(JSON.parse(readFileSync(join(folder, 'told'), 'utf8'))).toEqual({ ...run, verbose: true, request });
});

test('has one check of promises at a time, and says while there is one', async () => {
  const { engine } = await startStandIn(
    `${opens}
     if (busy) return say({ id, error: { code: 'run_in_progress', message: 'Busy.' } });
     busy = true;
     setTimeout(() => { busy = false; say({ id, result: { checked: 2, failed: [], bangs: [] } }); }, 50);`,
    'let busy = false;',
  );
  await becomes(engine, 'ready');
  expect(engine.isChecking()).toBe(false);
  const ended: boolean[] = [];
  owned.add(engine.checksEnded.on(() => ended.push(engine.isChecking())));
  const both = Promise.all([engine.promisesDue(), engine.runPromises('slappart0')]);
  expect(engine.isChecking()).toBe(true);
  expect((await both)[0]).toEqual({ checked: 2, failed: [], bangs: [] });
  expect(ended).toEqual([false]);
});
