import type { EngineStatus } from '../../shared/session.ts';
import type {
  EngineErrorCode,
  EngineMethod,
  EngineParams,
  EngineResult,
  InstanceSnapshot,
} from '../../shared/engine.ts';
import type { ProcessAction, RequestRules } from '../../shared/instances.ts';
import type { Signal } from '../core/kit/emitter.ts';
import { Emitter } from '../core/kit/emitter.ts';
import type { Disposable } from '../core/kit/lifecycle.ts';
import { createLogger } from '../core/logger.ts';
import type { HostConnection } from './hostConnection.ts';
import { HostError, startHost } from './hostConnection.ts';
import { hostEnvironment } from './hostEnvironment.ts';
import { toAppError, unavailable } from './hostFailures.ts';
import { createTurns } from '../core/kit/turns.ts';

/** What a run is to do, all of it said; `directory` exists already. */
export type RunRequest = Required<Omit<EngineParams<'run.start'>, 'request' | 'partition'>> &
  Pick<EngineParams<'run.start'>, 'request' | 'partition'>;

/**
 * The Python process that runs SlapOS for us. It is kept running: when it ends, another one is started after a
 * while. Every method rejects with AppError: `engine_unavailable` where no host answers (whether the request was
 * carried out is then not known), `run_in_progress`, `not_found`, `has_instances`, else `engine_failed` with the host's own message.
 */
export interface EngineHost extends Disposable {
  status(): EngineStatus;
  readonly statusChanged: Signal<EngineStatus>;
  /** Forks the leader of a run and resolves to its pid. */
  startRun(run: RunRequest): Promise<number>;
  /** Ends a run and all that it started. Resolves when that is done. */
  stopRun(directory: string): Promise<void>;
  snapshot(): Promise<InstanceSnapshot[]>;
  /** URLs of the releases that SlapOS has. */
  releases(): Promise<string[]>;
  stopServices(): Promise<void>;
  /** Starts, stops or restarts one process of a partition, or all. `not_found` where there is no such one. */
  processAction(partition: string, action: ProcessAction, name?: string): Promise<void>;
  /** How requests of instances are answered that this node does not serve. */
  requestRules(): Promise<RequestRules>;
  setRequestRules(rules: RequestRules): Promise<void>;
  /** Checks one promise of a partition now, or all; `not_found` where there is no such one. */
  runPromises(partition: string, name?: string): Promise<void>;
  /** Earlier checks by promise, latest last. */
  promiseHistory(partition: string): Promise<EngineResult<'promise.history'>['promises']>;
  /** Checks the promises of all started partitions whose time has come; an anomaly bangs. */
  promisesDue(): Promise<EngineResult<'promise.due'>>;
  /** Whether promises are being checked: until `checksEnded`, a run would be refused. */
  isChecking(): boolean;
  readonly checksEnded: Signal<void>;
  /** Stops services, supervisors and slapproxy, and the host. It is not started again. */
  shutdown(): Promise<void>;
}

export interface EngineHostOptions {
  /** Folder of the engine's Python environment; undefined where none was given. */
  readonly engine: string | undefined;
  /** Folder of the standalone SlapOS. */
  readonly slaposBase: string;
  /** Number of partitions, 1 to 200: never less than there are. */
  readonly partitions: number;
  /** Whether builds download nothing; they may unless it is true. */
  readonly noDownloads?: boolean;
  /** Wait before a second attempt, doubled for each one after it. For tests. */
  readonly firstBackOffMs?: number;
}

const maxBackOffMs = 30_000;
/** Attempts that may fail before the user is told; `starting` until then. */
const quietAttempts = 2;
/** What waiting does not mend. */
const lastingFailures: readonly EngineErrorCode[] = ['root', 'path_too_deep', 'odd_path'];
const log = createLogger('engine');

/**
 * Starts the host and keeps it running until it is disposed of. Runs and services outlive it, and so do slapproxy and the
 * supervisors; the engine itself ends a node that was still being opened.
 */
export function startEngineHost(options: EngineHostOptions): EngineHost {
  const statusChanged = new Emitter<EngineStatus>();
  const stopping = new AbortController();
  const isStopping = () => stopping.signal.aborted;
  /** Of checks of promises: the host refuses a second one. */
  const checks = createTurns();
  let status: EngineStatus = { state: 'starting' };
  let host: HostConnection | undefined;

  const setStatus = (next: EngineStatus) => {
    if (next.state === status.state && next.message === status.message) return;
    status = next;
    statusChanged.emit(next);
  };
  const call = async <Name extends EngineMethod>(
    method: Name,
    params: EngineParams<Name>,
  ): Promise<EngineResult<Name>> => {
    if (host === undefined) throw unavailable(status);
    try {
      return await host.call(method, params);
    } catch (error) {
      throw toAppError(error);
    }
  };

  /** One life of a host: resolves when it has ended, to whether it was ready and whether another may do better. */
  const live = async (engine: string): Promise<{ wasReady: boolean; reason: string; isLasting: boolean }> => {
    const own = startHost(engine, options.slaposBase, hostEnvironment(process.env, options.noDownloads));
    host = own;
    let wasReady = false;
    let isLasting = false;
    let reason: string | undefined;
    try {
      await own.call('open', { partitions: options.partitions });
      wasReady = true;
      log.info('ready');
      setStatus({ state: 'ready' });
    } catch (error) {
      reason = error instanceof Error ? error.message : String(error);
      isLasting = error instanceof HostError && lastingFailures.includes(error.code);
      await own.close();
    }
    const ending = await own.ended;
    host = undefined;
    return { wasReady, reason: reason ?? ending, isLasting };
  };

  const keepRunning = async (engine: string) => {
    for (let failures = 0; ;) {
      const { wasReady, reason, isLasting } = await live(engine);
      if (isStopping()) return;
      failures = wasReady ? 0 : failures + 1;
      log.error({ reason }, 'the engine host ended');
      if (isLasting) {
        setStatus({ state: 'failed', message: reason });
        return;
      }
      setStatus(failures > quietAttempts ? { state: 'failed', message: reason } : { state: 'starting' });
      const backOff = (options.firstBackOffMs ?? 500) * 2 ** Math.min(failures, 10);
      await pause(Math.min(backOff, maxBackOffMs), stopping.signal);
      if (isStopping()) return;
    }
  };
  let ended: Promise<void> | undefined;
  if (options.engine === undefined) {
    setStatus({ state: 'failed', message: 'There is no engine: start Webrunner with npm start.' });
  } else {
    ended = keepRunning(options.engine);
  }

  return {
    status: () => status,
    statusChanged,
    startRun: async (run) => (await call('run.start', run)).pid,
    stopRun: async (directory) => {
      await call('run.stop', { directory });
    },
    snapshot: async () => {
      if (status.state !== 'ready') throw unavailable(status);
      return (await call('snapshot', {})).instances;
    },
    releases: async () => {
      if (status.state !== 'ready') throw unavailable(status);
      return (await call('releases', {})).urls;
    },
    stopServices: async () => {
      await call('services.stop', {});
    },
    processAction: async (partition, action, name) => {
      await call('process.action', { partition, action, name });
    },
    requestRules: () => call('rules.read', {}),
    setRequestRules: async (rules) => {
      await call('rules.write', rules);
    },
    runPromises: async (partition, name) => {
      await checks.take(() => call('promise.run', { partition, name }));
    },
    promiseHistory: async (partition) => (await call('promise.history', { partition })).promises,
    promisesDue: () => checks.take(() => call('promise.due', {})),
    isChecking: () => checks.isBusy(),
    checksEnded: checks.idle,
    shutdown: async () => {
      stopping.abort();
      await call('shutdown', {});
      await ended;
    },
    dispose: async () => {
      stopping.abort();
      await host?.close();
      await ended;
    },
  };
}

/** Resolves after a while, at once when `signal` is aborted. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}
