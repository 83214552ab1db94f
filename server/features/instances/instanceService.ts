import { AppError } from '../../../shared/core/errors.ts';
import {
  instanceFolder,
  instanceKey,
  instanceLabel,
  instanceOfFolder,
  isSameInstance,
} from '../../../shared/identity.ts';
import type { InstanceId } from '../../../shared/identity.ts';
import type { FileChange } from '../../../shared/workspace.ts';
import type {
  ConnectionProblem,
  ProcessAction,
  PromiseCheck,
  SoftwareInstance,
} from '../../../shared/instances.ts';
import type { Run } from '../../../shared/runs.ts';
import type { Signal } from '../../core/kit/emitter.ts';
import { Emitter } from '../../core/kit/emitter.ts';
import type { EngineHost } from '../../engine/engineHost.ts';
import type { Master } from '../../engine/master.ts';
import { partitionHere } from '../../engine/master.ts';
import { unavailable } from '../../engine/hostFailures.ts';
import type { Disposable } from '../../core/kit/lifecycle.ts';
import { DisposableStore, toDisposable } from '../../core/kit/lifecycle.ts';
import { createLogger } from '../../core/logger.ts';
import { createConnectionChecks } from './connectionChecks.ts';
import type { Published } from './connectionChecks.ts';

/** The instances in their partitions. */
export interface InstanceService extends Disposable {
  /**
   * As they are now; the last that was seen where the engine does not answer. Before they were ever seen it waits a moment for
   * an engine that is starting, and rejects with AppError `engine_unavailable`.
   */
  list(): Promise<SoftwareInstance[]>;
  /** All instances, when they are seen first and whenever one of them is not what it was. */
  readonly changed: Signal<SoftwareInstance[]>;
  /** One of them, as it is now. Rejects with AppError `not_found`. */
  find(id: InstanceId): Promise<SoftwareInstance>;
  /** Starts, stops or restarts one process, or all of an instance. Rejects with AppError, see EngineHost. */
  act(id: InstanceId, action: ProcessAction, process?: string): Promise<void>;
  /** Absolute path of the file that a process writes to. Rejects with AppError `not_found`. */
  outputFile(id: InstanceId, process: string): Promise<string>;
  /** Checks one promise now, or all of an instance. Rejects with AppError, see EngineHost. */
  runPromises(id: InstanceId, promise?: string): Promise<void>;
  /** Earlier checks by promise, latest last. Rejects with AppError, see EngineHost. */
  promiseHistory(id: InstanceId): Promise<Record<string, PromiseCheck[]>>;
  /** Stops the processes of all instances. Rejects with AppError `engine_unavailable` or `engine_failed`. */
  stopServices(): Promise<void>;
  /** While there are clients, instances are looked at by and by. */
  setClients(count: number): void;
}

export interface InstanceServiceDeps {
  readonly master: Master;
  readonly engine: Pick<EngineHost, 'processAction' | 'runPromises' | 'promiseHistory' | 'stopServices'>;
  readonly runStore: { readonly changed: Signal<Run> };
  readonly releases: { nameOf(url: string): string | undefined };
  /** What is wrong with what was published, by the release. */
  readonly checkConnection: (published: Published) => Promise<ConnectionProblem[]>;
  readonly fileWatcher: { onChange(listener: (changes: readonly FileChange[]) => void): Disposable };
  /** Between two looks. For tests. */
  readonly pollMs?: number;
}

const defaultPollMs = 2000;
/** Least time between two looks that something on disk or in a run gave reason for. */
const hurryMs = 200;
/** Less than requests have to finish when the server stops. */
const firstWaitMs = 3000;
/** In the folder of an instance. */
const promisePath = /^(?:\/\.slapgrid(?:\/promise(?:\/result(?:\/.*)?)?)?)?$/;
const log = createLogger('instances');

export function createInstanceService({
  master,
  engine,
  runStore,
  releases,
  checkConnection,
  fileWatcher,
  pollMs = defaultPollMs,
}: InstanceServiceDeps): InstanceService {
  const owned = new DisposableStore();
  const changed = new Emitter<SoftwareInstance[]>();
  let last: SoftwareInstance[] | undefined;
  let lastText: string | undefined;
  /** Absolute paths by key of the instance and process: nothing that clients are told. */
  let outputs = new Map<string, Map<string, string>>();
  let clients = 0;
  let looking: Promise<void> | undefined;
  let nextLook: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let dueAt = Infinity;
  let isDisposed = false;

  const look = async (): Promise<void> => {
    try {
      const snapshot = await master.instances();
      outputs = new Map();
      const seen = snapshot.map(({ url, processes, supervisor, ...instance }) => {
        const paths = new Map<string, string>();
        outputs.set(instanceKey(instance), paths);
        const shown = processes.map(({ log: path, ...process }) => {
          if (path !== undefined) paths.set(process.name, path);
          return process;
        });
        return { ...instance, processes: shown, release: releases.nameOf(url) ?? url };
      });
      const instances = checks.note(seen);
      const text = JSON.stringify(instances);
      if (text === lastText) return;
      last = instances;
      lastText = text;
      changed.emit(instances);
    } catch (error) {
      // The state of the engine is shown by itself; it answers again when it is back.
      if (!(error instanceof AppError)) throw error;
      log.debug({ err: error }, 'no snapshot');
    }
  };
  /** One look at a time. Whoever asks during one gets the next, which begins later than the question. */
  const lookNow = (): Promise<void> => {
    if (looking === undefined) {
      looking = look().finally(() => {
        looking = undefined;
        plan(pollMs);
      });
      return looking;
    }
    nextLook ??= looking
      .catch(() => undefined) // it was told to whoever asked for that one
      .then(() => {
        nextLook = undefined;
        return lookNow();
      });
    return nextLook;
  };
  /** Has the next look happen after `ms` or earlier. */
  const plan = (ms: number) => {
    if (isDisposed || clients === 0 || performance.now() + ms >= dueAt) return;
    clearTimeout(timer);
    dueAt = performance.now() + ms;
    timer = setTimeout(() => {
      dueAt = Infinity;
      lookNow().catch((error: unknown) => log.error({ err: error }, 'could not look at the instances'));
    }, ms);
  };
  const hurry = () => plan(hurryMs);
  const checks = createConnectionChecks(checkConnection, () => plan(0));
  /** Resolves when the engine is no longer starting, or after a while. */
  const engineDecided = async (): Promise<void> => {
    const waiting = new DisposableStore();
    await new Promise<void>((resolve) => {
      const isStarting = () => master.status().state === 'starting';
      if (!isStarting()) resolve();
      waiting.add(master.statusChanged.on(() => isStarting() || resolve()));
      const limit = setTimeout(resolve, firstWaitMs);
      waiting.add(toDisposable(() => clearTimeout(limit)));
    });
    await waiting.dispose();
  };
  const list = async (): Promise<SoftwareInstance[]> => {
    if (last === undefined) await engineDecided();
    await lookNow();
    if (await checks.settled()) await lookNow();
    if (last === undefined) throw unavailable(master.status());
    return last;
  };
  const find = async (id: InstanceId): Promise<SoftwareInstance> => {
    const found = (await list()).find((one) => isSameInstance(one, id));
    if (found !== undefined) return found;
    throw new AppError('not_found', `There is no instance in the partition "${instanceLabel(id)}".`);
  };

  owned.add(toDisposable(() => clearTimeout(timer)));
  owned.add(runStore.changed.on(hurry));
  owned.add(master.statusChanged.on(hurry));
  owned.add(
    fileWatcher.onChange((changes) => {
      const isSchema = changes.some(({ path }) => path.startsWith('workspace/') && path.endsWith('.json'));
      if (isSchema) checks.forget();
      if (isSchema || changes.some(({ path }) => isOfPromises(path))) hurry();
    }),
  );
  return {
    changed,
    list,
    find,
    act: async (id, action, process) => {
      const { processes } = await find(id);
      if (process !== undefined && !processes.some(({ name }) => name === process)) {
        throw noProcess(id, process);
      }
      await engine.processAction(partitionHere(id), action, process);
      await lookNow();
    },
    outputFile: async (id, process) => {
      const key = instanceKey(id);
      if (outputs.get(key)?.has(process) !== true) await find(id);
      const path = outputs.get(key)?.get(process);
      if (path === undefined) throw noProcess(id, process);
      return path;
    },
    runPromises: async (id, promise) => {
      await find(id);
      // A name of a file: whether there is one the engine knows, also of those that were never checked.
      if (promise !== undefined && /[/\0]|^\.{1,2}$/.test(promise)) {
        throw new AppError('not_found', `There is no promise "${promise}" in ${instanceLabel(id)}.`);
      }
      await engine.runPromises(partitionHere(id), promise);
      await lookNow();
    },
    promiseHistory: async (id) => {
      await find(id);
      return engine.promiseHistory(partitionHere(id));
    },
    stopServices: async () => {
      await engine.stopServices();
      await lookNow();
    },
    setClients: (count) => {
      const isFirst = clients === 0;
      clients = count;
      if (isFirst) plan(0);
    },
    dispose: async () => {
      isDisposed = true;
      await owned.dispose();
      await looking?.catch(() => undefined); // likewise
    },
  };
}

/** Whether a change at a client path may be of the results of promises, or of a partition as a whole. */
function isOfPromises(path: string): boolean {
  const id = instanceOfFolder(path);
  return id === undefined ? path === 'instances' : promisePath.test(path.slice(instanceFolder(id).length));
}

function noProcess(id: InstanceId, process: string): AppError {
  return new AppError('not_found', `There is no process "${process}" in ${instanceLabel(id)}.`);
}
