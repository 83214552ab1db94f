import { dirname, isAbsolute } from 'node:path';
import { AppError } from '../../../shared/core/errors.ts';
import { releaseTitle } from '../../../shared/releaseName.ts';
import type { Release } from '../../../shared/releases.ts';
import type {
  InstanceRequest,
  Run,
  RunOptions,
  RunScope,
  RunTrigger,
  SharedRequest,
} from '../../../shared/runs.ts';
import { isSettled } from '../../../shared/status.ts';
import type { EngineHost } from '../../engine/engineHost.ts';
import { partitionHere } from '../../engine/master.ts';
import type { Disposable } from '../../core/kit/lifecycle.ts';
import { DisposableStore } from '../../core/kit/lifecycle.ts';
import { createLogger } from '../../core/logger.ts';
import { isLeaderAlive, terminateLeader } from '../../jobs/leader.ts';
import { planRun } from './planRun.ts';
import type { PlanDeps } from './planRun.ts';
import { readRevision } from './gitRevision.ts';
import type { RunDraft, RunStore } from '../../jobs/runStore.ts';

export interface RunServiceDeps extends Omit<PlanDeps, 'checkParameters'> {
  /** As in PlanDeps; and rejects with the reason of `signal`. */
  readonly checkParameters: (
    ...check: [...Parameters<PlanDeps['checkParameters']>, signal: AbortSignal | undefined]
  ) => Promise<void>;
  readonly engine: EngineHost;
  readonly runStore: RunStore;
  /** Whether a build is to go on under the Python that its release names: what the settings say when it starts. */
  readonly rebootstrap: () => boolean;
  readonly releases: PlanDeps['releases'] & {
    /** Writes to a run's directory what a release, or all that were built, are made of at this moment. */
    recordInputs(name: string, scope: RunScope, directory: string): Promise<void>;
    /** All that are known, also those whose profiles were deleted. */
    list(): Release[];
  };
}

export interface RunCircumstances {
  /** What a `bang` answers. */
  readonly alarm?: Run['alarm'];
  /** Gives up checking the parameters, and so the run; `start` then rejects with its reason. */
  readonly signal?: AbortSignal;
}

/** Starts and stops runs, one at a time. */
export interface RunService extends Disposable {
  /**
   * Starts a run; while the engine is starting or checks promises, the run is queued.
   * Asked again with the same `requestId`, it answers the run that was started then.
   * Rejects with AppError: see `planRun`, and `run_in_progress`, `engine_unavailable`, `engine_failed`, `disk_full`.
   */
  start(options: RunOptions, trigger?: RunTrigger, circumstances?: RunCircumstances): Promise<Run>;
  /** Stops a run and all it started; resolves when it has ended. AppError: `not_found`, `run_finished`. */
  stop(id: number): Promise<Run>;
}

/** A run that was made, and what its leader is to be told. */
interface Launch {
  readonly id: number;
  readonly draft: RunDraft;
  readonly request: InstanceRequest | undefined;
  readonly shared: SharedRequest | undefined;
  readonly partition: string | undefined;
}

/** Time for a leader that has said its last word to let go of its lock. */
const lockGraceMs = 2000;
const lockRetryMs = 25;
/** Time for a run to be over once its leader was stopped, or asked to stop. */
const stopTimeoutMs = 15_000;
const log = createLogger('runs:service');

export function createRunService(deps: RunServiceDeps): RunService {
  const { engine, runStore, releases, rebootstrap } = deps;
  const owned = new DisposableStore();
  /** The run that waits for the engine. */
  let waiting: number | undefined;
  const launching = new Map<number, Promise<void>>();
  /** Interrupted runs: what their leaders had started may still be at work, and would spoil the next build. */
  const leftOvers = new Set<number>();

  const clean = async (): Promise<void> => {
    for (const id of leftOvers) {
      try {
        await engine.stopRun(runStore.directory(id));
      } catch (error) {
        // A host that is not there cleans up when it is back.
        if (error instanceof AppError && error.code === 'engine_unavailable') return;
        log.warn({ err: error, run: id }, 'could not end what an interrupted run left behind');
      }
      leftOvers.delete(id);
    }
  };
  const noteLeftOvers = (run: Run) => {
    // Not that of the whole: a run on all goes on after a step that failed.
    const isInterrupted = run.steps.some(({ state }) => state === 'interrupted');
    if (!isInterrupted || runStore.leader(run.id) === undefined) return;
    leftOvers.add(run.id);
    void clean();
  };

  /** Has the host fork the leader; rejects where that is known not to have happened. */
  const launch = async ({ id, draft, request, shared, partition }: Launch): Promise<void> => {
    const { release, reference, steps, action, scope, verbose, force } = draft;
    const directory = runStore.directory(id);
    await clean();
    const wanted = {
      directory,
      release: { name: release.name, url: release.url },
      reference,
      steps,
      action,
      scope,
      verbose,
      force,
      rebootstrap: rebootstrap(),
      request,
      shared,
      partition: partition === undefined ? undefined : partitionHere({ computer: draft.computer, partition }),
    };
    for (const begun = performance.now(); ;) {
      try {
        await engine.startRun(wanted);
        return;
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        // The host is gone: perhaps the leader is there all the same, which following the run will show.
        if (error.code === 'engine_unavailable') return;
        if (error.code !== 'run_in_progress') throw error;
        // A check of promises that began in this moment holds the same lock for longer.
        if (performance.now() - begun > lockGraceMs && !engine.isChecking()) throw error;
        await new Promise((resolve) => setTimeout(resolve, lockRetryMs));
      }
    }
  };
  const track = (id: number, launched: Promise<void>): Promise<void> => {
    const tracked = launched.finally(() => launching.delete(id));
    launching.set(id, tracked);
    return tracked;
  };

  const mustWait = () => engine.status().state === 'starting' || engine.isChecking();
  /** Starts the run that waited, or ends it where the engine has failed. */
  const serveWaiting = async (wanted: Launch): Promise<void> => {
    const { id } = wanted;
    if (waiting !== id || mustWait()) return;
    waiting = undefined;
    const { state, message } = engine.status();
    if (state === 'failed') {
      await runStore.judge(id, { state: 'failed', reason: message ?? 'The engine could not be started.' });
      return;
    }
    try {
      await track(id, launch(wanted));
      runStore.follow(id, true);
    } catch (error) {
      const reason = error instanceof AppError ? error.message : 'The engine could not start the run.';
      log.error({ err: error, run: id }, 'could not start a run that had waited');
      await runStore.judge(id, { state: 'failed', reason });
    }
  };
  const wait = (wanted: Launch) => {
    waiting = wanted.id;
    runStore.follow(wanted.id, false);
    const serve = () => {
      serveWaiting(wanted).catch((error: unknown) => log.error({ err: error }, 'could not end a run'));
      if (waiting !== wanted.id) for (const one of listening) void one.dispose();
    };
    const listening = [
      owned.add(engine.statusChanged.on(serve)),
      owned.add(engine.checksEnded.on(serve)),
      owned.add(runStore.changed.on(serve)),
    ];
    // The engine may have become ready while the run was being made.
    serve();
  };

  runStore.list({ limit: 1 }).forEach(noteLeftOvers);
  owned.add(runStore.changed.on(noteLeftOvers));
  owned.add(engine.statusChanged.on(() => void clean()));
  const begin = async (
    options: RunOptions,
    trigger: RunTrigger,
    { alarm, signal }: RunCircumstances,
  ): Promise<Run> => {
    const checkParameters: PlanDeps['checkParameters'] = (...check) => deps.checkParameters(...check, signal);
    const planDeps = { ...deps, checkParameters };
    const { draft: planned, request, shared, partition } = await planRun(options, trigger, planDeps);
    const { requestId } = options;
    const draft = {
      ...planned,
      ...(alarm === undefined ? {} : { alarm }),
      ...(requestId === undefined ? {} : { requestId }),
    };
    await settleLast(runStore);
    const { state, message } = engine.status();
    const active = runStore.active();
    if (active !== undefined) {
      throw new AppError(
        'run_in_progress',
        `Run ${active.id} of ${releaseTitle(active.release)} is still going on.`,
      );
    }
    if (state === 'failed') {
      throw new AppError('engine_unavailable', message ?? 'The engine could not be started.');
    }
    const run = await runStore.create(draft, async (directory) => {
      const [revision] = await Promise.all([
        // One that is fetched from elsewhere is at no commit of the workspace.
        isAbsolute(draft.release.url) ? readRevision(dirname(draft.release.url)) : undefined,
        releases.recordInputs(draft.release.name, draft.scope, directory),
      ]);
      const known = releases.list().map(({ name, url }) => ({ name, url }));
      return { revision, ...(draft.scope === 'all' ? { releases: known } : {}) };
    });
    const wanted = { id: run.id, draft, request, shared, partition };
    if (engine.status().state !== 'ready' || engine.isChecking()) {
      wait(wanted);
      return runStore.get(run.id);
    }
    try {
      await track(run.id, launch(wanted));
    } catch (error) {
      await runStore.discard(run.id);
      throw error;
    }
    runStore.follow(run.id, true);
    return runStore.get(run.id);
  };
  /** Starts that have not been answered yet, by what their clients named them. */
  const starting = new Map<string, Promise<Run>>();
  const startOnce = (requestId: string, start: () => Promise<Run>): Promise<Run> => {
    const under = starting.get(requestId);
    if (under !== undefined) return under;
    const known = runStore.requestedAs(requestId);
    if (known !== undefined) return Promise.resolve(known);
    const started = start().finally(() => starting.delete(requestId));
    starting.set(requestId, started);
    return started;
  };

  return {
    start: (options, trigger = 'user', circumstances = {}) => {
      const start = () => begin(options, trigger, circumstances);
      return options.requestId === undefined ? start() : startOnce(options.requestId, start);
    },
    stop: async (id) => {
      if (isSettled(runStore.get(id).state)) {
        throw new AppError('run_finished', `Run ${id} has ended already.`);
      }
      if (waiting === id) {
        waiting = undefined;
        return await runStore.judge(id, { state: 'cancelled', reason: 'Stopped before it began.' });
      }
      await launching.get(id);
      await stopLeader(engine, runStore, id);
      const run = await overWithin(runStore, id, stopTimeoutMs);
      if (isSettled(run.state)) return run;
      throw new AppError('engine_failed', `Run ${id} does not end. Try again, or look at its log.`);
    },
    dispose: () => owned.dispose(),
  };
}

/** Whoever saw a run end may start the next one: the leader's very last word is some milliseconds later. */
async function settleLast(runStore: RunStore): Promise<void> {
  const active = runStore.active();
  if (active !== undefined && isSettled(active.state)) await overWithin(runStore, active.id, lockGraceMs);
}

/** The run when it is over, or as it is after `ms`. */
async function overWithin(runStore: RunStore, id: number, ms: number): Promise<Run> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise((resolve) => (timer = setTimeout(resolve, ms)));
  await Promise.race([runStore.whenOver(id), patience]);
  clearTimeout(timer);
  return runStore.get(id);
}

async function stopLeader(engine: EngineHost, runStore: RunStore, id: number): Promise<void> {
  try {
    await engine.stopRun(runStore.directory(id));
  } catch (error) {
    const leader = runStore.leader(id);
    if (!(error instanceof AppError) || leader === undefined) throw error;
    // A run that ended meanwhile is what was wanted. Without a host, the leader ends its run by itself.
    if (!(await isLeaderAlive(leader))) return;
    log.warn({ err: error, run: id }, 'the engine cannot stop a run: asking its leader');
    await terminateLeader(leader);
  }
}
