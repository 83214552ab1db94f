import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as pause } from 'node:timers/promises';
import { build } from 'vite';
import type { EngineMethod, InstanceSnapshot } from '../../../shared/engine.ts';
import { terminateLeader } from '../../jobs/leader.ts';
import type { StandInScript } from './standInScript.ts';
import { Script } from './standInScript.ts';
import type { State } from './world.ts';
import { Told, worldFiles } from './world.ts';

/** An engine that stands in for the real one, and what a test does with it. */
export interface StandIn {
  /** What the server takes as `--engine`. */
  readonly folder: string;
  /** From now on it does this. */
  setScript(script: StandInScript): Promise<void>;
  /** From now on the Master knows these. While a run is going on, the run may undo it. */
  setInstances(instances: readonly InstanceSnapshot[]): Promise<void>;
  setReleases(urls: readonly string[]): Promise<void>;
  /** Requests so far of some methods, all unless any is named; in order. */
  requests(...methods: EngineMethod[]): Promise<{ method: string; params: Record<string, unknown> }[]>;
  /** All that it was told, with what it had answered by then. */
  told(): Promise<Told[]>;
  /** Process ids of its hosts so far. */
  hosts(): Promise<number[]>;
  /** Ends the runs that are still going on. */
  endRuns(): Promise<void>;
}

const project = fileURLToPath(new URL('../../..', import.meta.url));
const nothing: State = { partitions: 10, releases: [], instances: [], checks: {} };

/**
 * Writes an engine that builds nothing into a folder, `bin/webrunner-slapos-host` with its command line: the rest of the
 * product works on it as on the real one. It needs nothing but Node.js.
 */
export async function writeStandIn(folder: string, script: StandInScript = {}): Promise<StandIn> {
  const path = (name: keyof typeof worldFiles) => join(folder, worldFiles[name]);
  // It may be read at any time.
  const replace = async (name: keyof typeof worldFiles, content: unknown) => {
    await writeFile(`${path(name)}.next`, JSON.stringify(content));
    await rename(`${path(name)}.next`, path(name));
  };
  const change = async (changed: Partial<State>) => {
    const state = JSON.parse(await readFile(path('state'), 'utf8')) as State;
    await replace('state', { ...state, ...changed });
  };
  const setScript = (next: StandInScript) => replace('script', next satisfies Script);
  const told = async () =>
    (await readFile(path('told'), 'utf8'))
      .split('\n')
      .flatMap((line) => (line === '' ? [] : [Told.parse(JSON.parse(line))]));

  const program = join(folder, 'bin', 'webrunner-slapos-host');
  await mkdir(dirname(program), { recursive: true });
  await writeFile(program, `#!${process.execPath}\n${await (bundled ??= bundle())}`, { mode: 0o755 });
  await setScript(script);
  await replace('state', nothing);
  await writeFile(path('told'), '');
  return {
    folder,
    setScript,
    told,
    setInstances: (instances) => change({ instances: [...instances] }),
    setReleases: (releases) => change({ releases: [...releases] }),
    requests: async (...methods) => {
      const names: readonly string[] = methods;
      return (await told()).flatMap((line) =>
        'method' in line && (names.length === 0 || names.includes(line.method)) ? [line] : [],
      );
    },
    hosts: async () => (await told()).flatMap((line) => ('host' in line ? [line.host] : [])),
    endRuns: async () => {
      for (const line of await told()) {
        while ('leader' in line && (await terminateLeader(line.leader))) await pause(5);
      }
    },
  };
}

let bundled: Promise<string> | undefined;

/** The program in one file, which Node.js starts at once: from its sources it would first have to be compiled. */
async function bundle(): Promise<string> {
  const built = await build({
    ...{ root: project, configFile: false, logLevel: 'silent' },
    build: {
      ...{ ssr: 'server/engine/testing/standIn.ts', write: false, target: 'node20', minify: true },
      rolldownOptions: { output: { format: 'cjs' } },
    },
    ssr: { noExternal: true },
  });
  if (Array.isArray(built) || !('output' in built)) throw new Error('Vite did not build one program.');
  return built.output[0].code;
}
