import { AppError } from '../../../shared/core/errors.ts';
import { instanceKey, instanceLabel } from '../../../shared/identity.ts';
import type { SoftwareInstance } from '../../../shared/instances.ts';
import type { Run } from '../../../shared/runs.ts';
import type { Convergence, Settings } from '../../../shared/automation.ts';
import { isSettled } from '../../../shared/status.ts';
import type { EngineResult } from '../../../shared/engine.ts';
import type { Signal } from '../../core/kit/emitter.ts';
import { Emitter } from '../../core/kit/emitter.ts';
import type { Disposable } from '../../core/kit/lifecycle.ts';
import { DisposableStore, toDisposable } from '../../core/kit/lifecycle.ts';
import { createLogger } from '../../core/logger.ts';
import type { RunTrigger } from '../../../shared/runs.ts';
import type { RunService } from '../runs/runService.ts';
import type { OpenBang } from './bangQueue.ts';
import { createBangQueue, openBangs } from './bangQueue.ts';
import { createDailyProcessing } from './dailyProcessing.ts';

/** Keeps the instances as they were requested while the setting is on. */
export interface KeepConverged extends Disposable {
  /** What it did last. */
  get(): Convergence;
  readonly changed: Signal<Convergence>;
}

export interface KeepConvergedDeps {
  readonly settings: { get(): Settings; readonly changed: Signal<Settings> };
  readonly engine: {
    status(): { state: string };
    readonly statusChanged: Signal<unknown>;
    promisesDue(): Promise<EngineResult<'promise.due'>>;
  };
  readonly runStore: { active(): Run | undefined; list(): Run[]; readonly changed: Signal<Run> };
  readonly runService: Pick<RunService, 'start'>;
  readonly instances: { list(): Promise<SoftwareInstance[]>; readonly changed: Signal<SoftwareInstance[]> };
  /** Between two looks, and least time between two deployments of a partition. For tests. */
  readonly everyMs?: number;
}

const minuteMs = 60_000;
const log = createLogger('settings:converge');

/** A run that is to be started, and what is told of it; each sentence goes on from the instance. */
interface Wanted {
  readonly trigger: RunTrigger;
  readonly force: boolean;
  readonly alarm?: Run['alarm'];
  readonly doing: string;
  readonly done: string;
  readonly butBadly: string;
  readonly refused: string;
}

/** A run that was started. */
interface Deploying {
  readonly run: number;
  /** What is told when it has ended, and what goes before the reason where it ended badly. */
  readonly done: string;
  readonly butBadly: string;
}

/**
 * What `slapos-node-auto` does: once a minute promises are checked whose time has come; then, and at once after a bang, an
 * instance with a bang that nobody acted upon is deployed again. That is not forced, since a bang is what has slapgrid
 * work on the whole instance tree; it is where the same bang is still open after that. Where there is no bang, an
 * instance is deployed that nothing has worked on for a day, one at a time; that is forced, since slapgrid would go by
 * its own clock and by what the release says of its periodicity.
 */
export function startKeepConverged(deps: KeepConvergedDeps): KeepConverged {
  const { settings, engine, runStore, runService, instances, everyMs = minuteMs } = deps;
  const owned = new DisposableStore();
  const changed = new Emitter<Convergence>();
  const bangs = createBangQueue(everyMs);
  const daily = createDailyProcessing(2 * everyMs);
  /** Bangs that were told of, by key of the instance and date. */
  const seen = new Set<string>();
  /** Until it has ended. */
  let deploying: Deploying | undefined;
  let convergence: Convergence = {};
  let timer: NodeJS.Timeout | undefined;
  let working: Promise<void> | undefined;
  let isAskedAgain = false;
  /** When promises are to be checked next, by the monotonic clock. */
  let promisesAt = 0;
  let isDisposed = false;

  const tell = (news: Convergence) => {
    convergence = { ...convergence, ...news };
    changed.emit(convergence);
  };
  const now = (result: string, failed: boolean) => ({ at: new Date().toISOString(), result, failed });
  const canWork = () =>
    settings.get().keepConverged && engine.status().state === 'ready' && runStore.active() === undefined;

  const work = async (withPromises: boolean): Promise<void> => {
    const due = withPromises ? await engine.promisesDue() : undefined;
    const all = await instances.list();
    if (due !== undefined) tell({ check: now(...summary(due)) });
    // A user's run may have come first: its end calls again.
    if (!canWork()) return;
    const next = bangs.next(all, performance.now());
    if (next !== undefined && !('inMs' in next)) {
      await answerBang(next);
      return;
    }
    if (next !== undefined) plan(next.inMs);
    const waiting = daily.next(all, () => runStore.list(), Date.now());
    if (waiting !== undefined) await processDaily(waiting);
  };
  const answerBang = async (bang: OpenBang): Promise<void> => {
    const what = `after a bang: ${bang.message}`;
    const answer = await deploy(bang.root, {
      trigger: 'bang',
      force: bangs.wasTried(bang),
      alarm: { ...bang.instance, message: bang.message },
      doing: `is being deployed again ${what}.`,
      done: `was deployed again ${what}.`,
      butBadly: 'It did not help',
      refused: `was not deployed again ${what}.`,
    });
    if (answer === 'started') bangs.note(bang, performance.now());
  };
  const processDaily = async (root: SoftwareInstance): Promise<void> => {
    const answer = await deploy(root, {
      trigger: 'daily',
      force: true,
      doing: 'is being processed, as each instance is once a day.',
      done: 'was processed, as each instance is once a day.',
      butBadly: 'It failed',
      refused: 'was not processed, as each instance is once a day.',
    });
    if (answer !== 'busy') daily.note(root, Date.now());
  };
  /** Starts a run on an instance, and tells of it, unless another run came first. */
  const deploy = async (
    instance: SoftwareInstance,
    { trigger, force, alarm, doing, done, butBadly, refused }: Wanted,
  ): Promise<'started' | 'refused' | 'busy'> => {
    const { release, reference } = instance;
    const label = instanceLabel(instance);
    try {
      const run = await runService.start({ release, reference, steps: ['instance'], force }, trigger, {
        ...(alarm === undefined ? {} : { alarm }),
      });
      deploying = { run: run.id, done: `${label} ${done}`, butBadly };
      tell({ deployment: { ...now(`${label} ${doing}`, false), run: run.id } });
      noteRun(run);
      return 'started';
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      if (error.code === 'run_in_progress') return 'busy';
      tell({ deployment: now(`${label} ${refused} ${error.message}`, true) });
      return 'refused';
    }
  };
  const workSafely = async (): Promise<void> => {
    if (!canWork()) return;
    const withPromises = performance.now() >= promisesAt;
    if (withPromises) promisesAt = performance.now() + everyMs;
    try {
      await work(withPromises);
    } catch (error) {
      if (error instanceof AppError && error.code === 'run_in_progress') return;
      if (!(error instanceof AppError)) log.error({ err: error }, 'could not keep the instances converged');
      const reason = error instanceof AppError ? error.message : 'The instances could not be looked after.';
      tell({ check: now(reason, true) });
    }
  };
  /** Has us look in `ms`, or when promises are due if that is earlier. */
  const plan = (ms: number) => {
    clearTimeout(timer);
    if (isDisposed || !settings.get().keepConverged) return;
    timer = setTimeout(look, Math.max(0, Math.min(ms, promisesAt - performance.now())));
  };
  const look = () => {
    if (working !== undefined) {
      isAskedAgain = true;
      return;
    }
    plan(everyMs);
    working = workSafely().finally(() => {
      working = undefined;
      if (isAskedAgain) plan(0);
      isAskedAgain = false;
    });
  };
  const noteRun = (run: Run) => {
    if (!isSettled(run.state)) return;
    if (deploying?.run === run.id) {
      const ended = deploying;
      deploying = undefined;
      tell({ deployment: { ...now(...outcome(run, ended)), run: run.id } });
    }
    plan(0);
  };
  const noteInstances = (all: readonly SoftwareInstance[]) => {
    const keys = openBangs(all).map(({ instance, date }) => `${instanceKey(instance)} ${date}`);
    const isNew = keys.some((key) => !seen.has(key));
    seen.clear();
    for (const key of keys) seen.add(key);
    if (isNew) plan(0);
  };

  let wasOn = settings.get().keepConverged;
  owned.add(
    settings.changed.on(({ keepConverged }) => {
      if (keepConverged && !wasOn) promisesAt = 0;
      plan(0);
      wasOn = keepConverged;
    }),
  );
  owned.add(engine.statusChanged.on(() => plan(0)));
  owned.add(runStore.changed.on(noteRun));
  owned.add(instances.changed.on(noteInstances));
  owned.add(toDisposable(() => clearTimeout(timer)));
  plan(0);
  return {
    get: () => convergence,
    changed,
    dispose: async () => {
      isDisposed = true;
      await owned.dispose();
      await working;
    },
  };
}

/** The sentence on a check of promises, and whether it is bad news: those that failed may have been checked before. */
function summary({ checked, failed }: EngineResult<'promise.due'>): [string, boolean] {
  const count = checked === 1 ? '1 promise' : `${checked} promises`;
  const done = checked === 0 ? 'No promise was due' : `${count} checked`;
  if (failed.length > 0) return [`${done}; failed: ${failed.join(', ')}.`, true];
  return [checked === 0 ? `${done}.` : `${done}, all well.`, false];
}

function outcome(run: Run, { done, butBadly }: Deploying): [string, boolean] {
  if (run.state === 'completed') return [done, false];
  const reason = run.steps.find(({ state }) => state === run.state)?.reason;
  return [`${done} ${butBadly}${reason === undefined ? '.' : `: ${reason}`}`, true];
}
