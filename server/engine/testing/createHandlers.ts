import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { runFiles, RunStatus } from '../../../shared/engine.ts';
import type { EngineErrorCode, EngineHandlers, InstanceSnapshot } from '../../../shared/engine.ts';
import { isLeaderAlive } from '../../jobs/leader.ts';
import { act, changeInstance, checkPromises } from './deploy.ts';
import type { Job } from './lead.ts';
import type { World } from './world.ts';

/** What the host refuses. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly code: EngineErrorCode;

  constructor(code: EngineErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** Time for a leader to put its run on record. */
const startMs = 10_000;

/** The methods of the contract, on a world of files: nothing is built, no process of an instance runs. */
export function createHandlers(world: World, base: string, program: string): EngineHandlers {
  const [softwareRoot, instanceRoot] = [join(base, 'soft'), join(base, 'inst')];
  let checking = false;

  const instanceIn = (partition: string): InstanceSnapshot => {
    const instance = world.state().instances.find((one) => one.partition === partition);
    if (instance === undefined) throw new Refusal('not_found', `There is no instance in ${partition}.`);
    return instance;
  };
  const isRunning = async () => {
    const { run } = world.state();
    const status = run === undefined ? undefined : readStatus(run);
    return status !== undefined && !status.finished && (await isLeaderAlive(status));
  };
  const check = async <Result>(work: () => Result): Promise<Result> => {
    if (checking || (await isRunning())) {
      throw new Refusal('run_in_progress', 'Another run is going on; wait for it to end, or cancel it.');
    }
    checking = true;
    try {
      await pause(10);
      return work();
    } finally {
      checking = false;
    }
  };
  const promisesOf = ({ url }: InstanceSnapshot) => world.buildOf(url, 'instance').promises ?? [];
  const stopAll = () =>
    world.change(({ instances }) => {
      for (const instance of instances) act(instance, 'stop');
    });

  return {
    open: ({ partitions }) => {
      for (const name of Array.from({ length: partitions }, (_, number) => `slappart${number}`)) {
        mkdirSync(join(instanceRoot, name), { recursive: true });
      }
      mkdirSync(softwareRoot, { recursive: true });
      world.change((state) => {
        state.partitions = partitions;
      });
      return { softwareRoot, instanceRoot, masterUrl: 'http://127.0.0.1:1' };
    },
    'run.start': async (run) => {
      if (!existsSync(run.directory)) {
        throw new Refusal('not_found', `The run directory ${run.directory} does not exist.`);
      }
      if (checking || (await isRunning())) {
        throw new Refusal('run_in_progress', 'Another run is going on; wait for it to end, or cancel it.');
      }
      const users = world.state().instances.filter(({ url }) => url === run.release.url);
      if (run.action === 'remove' && users.length > 0) {
        const names = users.map(({ reference }) => reference).join(', ');
        throw new Refusal('has_instances', `The release has instances (${names}): destroy them first.`);
      }
      world.change((state) => {
        state.run = run.directory;
      });
      startLeader(program, { run, world: world.folder, base });
      const deadline = Date.now() + startMs;
      while (Date.now() < deadline) {
        const status = readStatus(run.directory);
        if (status !== undefined) return { pid: status.pid };
        await pause(5);
      }
      throw new Refusal('engine_failed', `The run did not start; see ${run.directory}/leader.log.`);
    },
    'run.stop': async ({ directory }) => {
      const status = readStatus(directory);
      if (status === undefined) throw new Refusal('not_found', 'There is no run in that directory.');
      if (await isLeaderAlive(status)) process.kill(status.pid, 'SIGTERM');
      while (await isLeaderAlive(status)) await pause(5);
      const last = readStatus(directory) ?? status;
      return { state: last.finished ? stateOf(last) : 'interrupted' };
    },
    'run.check': async ({ directory }) => {
      const status = readStatus(directory);
      return { alive: status !== undefined && (await isLeaderAlive(status)) };
    },
    snapshot: () => ({ instances: world.state().instances }),
    releases: () => ({ urls: world.state().releases }),
    'rules.read': () => world.state().rules ?? { forwards: [], standIns: [] },
    'rules.write': (rules) => {
      world.change((state) => (state.rules = rules));
      return {};
    },
    'process.action': ({ partition, action, name }) => {
      instanceIn(partition);
      if (changeInstance(world, partition, (instance) => act(instance, action, name)) !== true) {
        throw new Refusal('not_found', `There is no process '${name ?? ''}' in ${partition}.`);
      }
      return {};
    },
    'promise.run': async ({ partition, name }) => {
      const instance = instanceIn(partition);
      if (name !== undefined && promisesOf(instance).every((promise) => promise.name !== name)) {
        throw new Refusal('not_found', `There is no promise '${name}' in ${partition}.`);
      }
      if (instance.requestedState !== 'started') {
        throw new Refusal('not_found', `${partition} is stopped: its promises are not checked.`);
      }
      return await check(() => {
        changeInstance(world, partition, (one, state) => checkPromises(state, one, promisesOf(one), name));
        return {};
      });
    },
    'promise.due': () =>
      check(() => {
        let checked = 0;
        world.change((state) => {
          for (const one of state.instances) checked += checkPromises(state, one, promisesOf(one));
        });
        const failed = world
          .state()
          .instances.flatMap(({ partition, promises }) =>
            promises.filter((promise) => promise.failed).map(({ name }) => `${partition}/${name}`),
          );
        return { checked, failed, bangs: [] };
      }),
    'promise.history': ({ partition }) => {
      instanceIn(partition);
      return { promises: world.state().checks[partition] ?? {} };
    },
    'services.stop': () => {
      stopAll();
      return {};
    },
    shutdown: () => {
      stopAll();
      return {};
    },
  };
}

/** Starts the process that carries out a run: of a session of its own, so that it outlives us. */
function startLeader(program: string, job: Job): void {
  const log = openSync(join(job.run.directory, 'leader.log'), 'a', 0o600);
  const child = spawn(process.execPath, [program, '--lead'], { detached: true, stdio: ['pipe', log, log] });
  child.stdin?.end(JSON.stringify(job));
  child.unref();
}

function readStatus(directory: string): RunStatus | undefined {
  const path = join(directory, runFiles.status);
  return existsSync(path) ? RunStatus.parse(JSON.parse(readFileSync(path, 'utf8'))) : undefined;
}

/** State of a run that has ended: that of the first step that did not complete. */
function stateOf({ steps }: RunStatus): 'completed' | 'promiseFailed' | 'failed' | 'cancelled' {
  const state = steps.find((step) => step.state !== 'completed')?.state ?? 'completed';
  return state === 'queued' || state === 'running' ? 'cancelled' : state;
}
