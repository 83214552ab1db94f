import { AppError } from '../../shared/api/errors.ts';
import type { FileChange } from '../../shared/model/file.ts';
import type { SoftwareInstance } from '../../shared/model/instance.ts';
import type { Run } from '../../shared/model/run.ts';
import type { Signal } from '../emitter.ts';
import { Emitter } from '../emitter.ts';
import type { EngineHost } from '../engine/engineHost.ts';
import type { Disposable } from '../lifecycle.ts';
import { DisposableStore, toDisposable } from '../lifecycle.ts';
import { createLogger } from '../logger.ts';

/** The instances in their partitions. */
export interface InstanceService extends Disposable {
  /** As they are now; the last that was seen where the engine does not answer. */
  list(): Promise<SoftwareInstance[]>;
  /** All instances, whenever one of them is not what it was. */
  readonly changed: Signal<SoftwareInstance[]>;
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
  let last: SoftwareInstance[] = [];
  let lastText = '[]';
  let clients = 0;
  let looking: Promise<void> | undefined;
  let nextLook: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let dueAt = Infinity;
  let isDisposed = false;

  const look = async (): Promise<void> => {
    try {
      const instances = (await engine.snapshot()).map(({ url, ...instance }) => ({
        ...instance,
        release: releases.nameOf(url) ?? url,
      }));
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
    list: async () => {
      await lookNow();
      return last;
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
