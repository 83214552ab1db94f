import { AppError } from '../../../shared/core/errors.ts';
import type { FileChange } from '../../../shared/workspace.ts';
import type { ProcessAction, PromiseCheck, SoftwareInstance } from '../../../shared/instances.ts';
import type { Run } from '../../../shared/runs.ts';
import type { Signal } from '../../core/kit/emitter.ts';
import { Emitter } from '../../core/kit/emitter.ts';
import type { EngineHost } from '../../engine/engineHost.ts';
import { unavailable } from '../../engine/hostFailures.ts';
import type { Disposable } from '../../core/kit/lifecycle.ts';
import { DisposableStore, toDisposable } from '../../core/kit/lifecycle.ts';
import { createLogger } from '../../core/logger.ts';

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
  find(partition: string): Promise<SoftwareInstance>;
  /** Starts, stops or restarts one process, or all of an instance. Rejects with AppError, see EngineHost. */
  act(partition: string, action: ProcessAction, process?: string): Promise<void>;
  /** Absolute path of the file that a process writes to. Rejects with AppError `not_found`. */
  outputFile(partition: string, process: string): Promise<string>;
  /** Checks one promise now, or all of an instance. Rejects with AppError, see EngineHost. */
  runPromises(partition: string, promise?: string): Promise<void>;
  /** Earlier checks by promise, latest last. Rejects with AppError, see EngineHost. */
  promiseHistory(partition: string): Promise<Record<string, PromiseCheck[]>>;
  /** Stops the processes of all instances. Rejects with AppError `engine_unavailable` or `engine_failed`. */
  stopServices(): Promise<void>;
  /** While there are clients, instances are looked at by and by. */
  setClients(count: number): void;
}

export interface InstanceServiceDeps {
  readonly engine: EngineHost;
  readonly runStore: { readonly changed: Signal<Run> };
  readonly releases: { nameOf(url: string): string | undefined };
  readonly fileWatcher: { onChange(listener: (changes: readonly FileChange[]) => void): Disposable };
  /** Between two looks. For tests. */
  readonly pollMs?: number;
}

const defaultPollMs = 2000;
/** Least time between two looks that something on disk or in a run gave reason for. */
const hurryMs = 200;
/** Less than requests have to finish when the server stops. */
const firstWaitMs = 3000;
const promisePath = /^instances(?:\/[^/]+(?:\/\.slapgrid(?:\/promise(?:\/result(?:\/.*)?)?)?)?)?$/;
const log = createLogger('instances');

export function createInstanceService({
  engine,
  runStore,
  releases,
  fileWatcher,
  pollMs = defaultPollMs,
}: InstanceServiceDeps): InstanceService {
  const owned = new DisposableStore();
  const changed = new Emitter<SoftwareInstance[]>();
  let last: SoftwareInstance[] | undefined;
  let lastText: string | undefined;
  /** Absolute paths by partition and process: nothing that clients are told. */
  let outputs = new Map<string, Map<string, string>>();
  let clients = 0;
  let looking: Promise<void> | undefined;
  let nextLook: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let dueAt = Infinity;
  let isDisposed = false;

  const look = async (): Promise<void> => {
    try {
      const snapshot = await engine.snapshot();
      outputs = new Map();
      const instances = snapshot.map(({ url, processes, supervisor, ...instance }) => {
        const paths = new Map<string, string>();
        outputs.set(instance.partition, paths);
        const shown = processes.map(({ log: path, ...process }) => {
          if (path !== undefined) paths.set(process.name, path);
          return process;
        });
        return { ...instance, processes: shown, release: releases.nameOf(url) ?? url };
      });
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
  /** Resolves when the engine is no longer starting, or after a while. */
  const engineDecided = async (): Promise<void> => {
    const waiting = new DisposableStore();
    await new Promise<void>((resolve) => {
      const isStarting = () => engine.status().state === 'starting';
      if (!isStarting()) resolve();
      waiting.add(engine.statusChanged.on(() => isStarting() || resolve()));
      const limit = setTimeout(resolve, firstWaitMs);
      waiting.add(toDisposable(() => clearTimeout(limit)));
    });
    await waiting.dispose();
  };
  const list = async (): Promise<SoftwareInstance[]> => {
    if (last === undefined) await engineDecided();
    await lookNow();
    if (last === undefined) throw unavailable(engine.status());
    return last;
  };
  const find = async (partition: string): Promise<SoftwareInstance> => {
    const found = (await list()).find((one) => one.partition === partition);
    if (found !== undefined) return found;
    throw new AppError('not_found', `There is no instance in the partition "${partition}".`);
  };

  owned.add(toDisposable(() => clearTimeout(timer)));
  owned.add(runStore.changed.on(hurry));
  owned.add(engine.statusChanged.on(hurry));
  owned.add(
    fileWatcher.onChange((changes) => {
      if (changes.some(({ path }) => promisePath.test(path))) hurry();
    }),
  );
  return {
    changed,
    list,
    find,
    act: async (partition, action, process) => {
      const { processes } = await find(partition);
      if (process !== undefined && !processes.some(({ name }) => name === process)) {
        throw noProcess(partition, process);
      }
      await engine.processAction(partition, action, process);
      await lookNow();
    },
    outputFile: async (partition, process) => {
      if (outputs.get(partition)?.has(process) !== true) await find(partition);
      const path = outputs.get(partition)?.get(process);
      if (path === undefined) throw noProcess(partition, process);
      return path;
    },
    runPromises: async (partition, promise) => {
      await find(partition);
      // A name of a file: whether there is one the engine knows, also of those that were never checked.
      if (promise !== undefined && /[/\0]|^\.{1,2}$/.test(promise)) {
        throw new AppError('not_found', `There is no promise "${promise}" in ${partition}.`);
      }
      await engine.runPromises(partition, promise);
      await lookNow();
    },
    promiseHistory: async (partition) => {
      await find(partition);
      return engine.promiseHistory(partition);
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

function noProcess(partition: string, process: string): AppError {
  return new AppError('not_found', `There is no process "${process}" in ${partition}.`);
}
