import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunStatus } from '../../shared/engine.ts';
import { AppError } from '../../shared/core/errors.ts';
import type { Problem } from '../../shared/profile/problem.ts';
import type { Run, StepKind } from '../../shared/runs.ts';
import { defaultSettings } from '../../shared/automation.ts';
import type { Signal } from '../core/kit/emitter.ts';
import { Emitter } from '../core/kit/emitter.ts';
import type { Disposable } from '../core/kit/lifecycle.ts';
import { createLogger } from '../core/logger.ts';
import { toFileError } from '../core/files/fileError.ts';
import { followRun } from './followRun.ts';
import type { FollowedRun } from './followRun.ts';
import { createFolderWatch } from '../core/watch/folderWatch.ts';
import type { RunRecord, Verdict } from './runFiles.ts';
import { listIds, readFacts } from './readRuns.ts';
import { logPath, writeRecord } from './runFiles.ts';
import type { Leader } from './leader.ts';
import { syncFolder } from '../core/state/writeJson.ts';
import { expectedTimes } from './expectedTimes.ts';
import { surplusRuns } from './surplusRuns.ts';
import { releaseIn } from './releaseFolder.ts';
import { isRunOver, toRun } from './toRun.ts';
import type { RunFacts } from './toRun.ts';

/** The run directories, and the runs in them. */
export interface RunStore extends Disposable {
  /** Runs, latest first; those with numbers below `before`. */
  list(filter?: RunFilter): Run[];
  /** Throws AppError `not_found`. */
  get(id: number): Run;
  /** The run that a client asked for under this name. */
  requestedAs(requestId: string): Run | undefined;
  /** By partition, parameters as the leader of a run saw them when its instance step ended. Throws AppError `not_found`. */
  parameters(id: number): ReadonlyMap<string, RunParameters>;
  /** Name of the release that a run built in a folder, see `releaseIn`. Throws AppError `not_found`. */
  releaseIn(id: number, folder: string): string | undefined;
  /** The run that is queued or running. */
  active(): Run | undefined;
  /** Old runs were removed, with their directories. */
  readonly pruned: Signal<void>;
  /** Removes the runs beyond the number that is to be kept. */
  prune(): Promise<void>;
  /** Every new state of a run, the whole of it. */
  readonly changed: Signal<Run>;
  directory(id: number): string;
  logPath(id: number, step: StepKind): string;
  /** Calls `listener` when the log may have grown; now and then without reason. */
  onLog(id: number, step: StepKind, listener: () => void): Disposable;
  /**
   * Makes a run and its directory, in which `prepare` puts what else belongs there, and answers what it found
   * out. It counts as active from now on, and is told of when `follow` is called. Throws AppError `disk_full` and
   * the like.
   */
  create(draft: RunDraft, prepare: (directory: string) => Promise<RunSurroundings>): Promise<Run>;
  /** Tells of a new run. `leaderDue`: its leader was started, and the run is interrupted when none shows up. */
  follow(id: number, leaderDue: boolean): void;
  /** Ends a run that its leader cannot end, durably; without effect on one that is over. */
  judge(id: number, verdict: Omit<Verdict, 'step'>): Promise<Run>;
  /** Forgets a run that was created and never followed, with its directory. */
  discard(id: number): Promise<void>;
  leader(id: number): Leader | undefined;
  /** Resolves when the run is over. */
  whenOver(id: number): Promise<Run>;
}

export interface RunFilter {
  readonly release?: string | undefined;
  readonly before?: number | undefined;
  readonly limit?: number | undefined;
}

/** What a run is to be. */
export type RunDraft = Omit<
  RunRecord,
  'version' | 'id' | 'createdAt' | 'expectedMs' | 'verdict' | keyof RunSurroundings
>;

/** What there was when a run was made. */
type RunSurroundings = Pick<RunRecord, 'revision' | 'releases'>;

/** What an instance was asked with, and what it published. */
export interface RunParameters {
  readonly requested?: RunStatus['requested'];
  readonly published?: RunStatus['requested'];
}

const log = createLogger('runs');

/** Finds out why the steps of a run that is over failed: gets its directory and what is known of it. */
export type DiagnoseRun = (directory: string, facts: RunFacts) => Promise<readonly Problem[]>;

/**
 * Reads all runs below `directory`, and takes up those that are not over: one whose leader lives is followed to
 * its end, any other becomes `interrupted`. `keptRuns` tells how many of the newest runs are kept, see `surplusRuns`; `diagnose` is asked once
 * for each run that is over.
 */
export async function openRunStore(
  directory: string,
  keptRuns = () => defaultSettings.keptRuns,
  diagnose: DiagnoseRun = () => Promise.resolve([]),
): Promise<RunStore> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const changed = new Emitter<Run>();
  const pruned = new Emitter<void>();
  const watch = createFolderWatch();
  const known = new Map<number, RunFacts>();
  const followed = new Map<number, FollowedRun>();
  const directoryOf = (id: number) => join(directory, String(id));

  const ids = (await listIds(directory)).sort((a, b) => a - b);
  let lastId = ids.at(-1) ?? 0;
  for (const facts of await Promise.all(ids.map((id) => readFacts(directoryOf(id))))) {
    if (facts !== undefined) known.set(facts.record.id, facts);
  }

  const factsOf = (id: number): RunFacts => {
    const facts = known.get(id);
    if (facts === undefined) throw new AppError('not_found', `There is no run ${id}.`);
    return facts;
  };
  // They were read in their order, and each new one has a higher number.
  const newestFirst = () => [...known.values()].reverse();
  const runs = new WeakMap<RunFacts, Run>();
  const runOf = (facts: RunFacts): Run => {
    const run = runs.get(facts) ?? toRun(facts);
    runs.set(facts, run);
    return run;
  };
  /** A run that cannot be looked at is over all the same. */
  const problemsOf = async (facts: RunFacts): Promise<readonly Problem[]> => {
    try {
      return await diagnose(directoryOf(facts.record.id), facts);
    } catch (error) {
      log.error({ err: error, run: facts.record.id }, 'could not find out why a run failed');
      return [];
    }
  };
  const update = (facts: RunFacts) => {
    const before = known.get(facts.record.id);
    known.set(facts.record.id, facts);
    const run = runOf(facts);
    const isNews = before === undefined || !isSameButForLogs(runOf(before), run);
    if (isNews) changed.emit(run);
  };
  const follow = (id: number, leaderDue: boolean) => {
    const existing = followed.get(id);
    if (existing !== undefined) {
      if (leaderDue) existing.leaderIsDue();
      return;
    }
    const one = followRun({
      ...{ directory: directoryOf(id), facts: () => factsOf(id), update, watch },
      diagnose: (facts) => problemsOf(facts),
    });
    followed.set(id, one);
    if (leaderDue) one.leaderIsDue();
    void one.over.then(() => followed.delete(id));
  };
  const prune = async () => {
    const surplus = surplusRuns(newestFirst().map(runOf), keptRuns());
    for (const { id } of surplus) {
      known.delete(id);
      await rm(directoryOf(id), { recursive: true, force: true });
    }
    if (surplus.length > 0) pruned.emit();
  };

  for (const facts of known.values()) {
    if (!isRunOver(facts)) follow(facts.record.id, true);
    // It ended while no server was there.
    else if (facts.problems === undefined) update({ ...facts, problems: await problemsOf(facts) });
  }
  await prune();

  return {
    changed,
    directory: directoryOf,
    pruned,
    prune,
    list: ({ release, before = Infinity, limit } = {}) =>
      newestFirst()
        .filter(
          ({ record }) => record.id < before && (release === undefined || record.release.name === release),
        )
        .slice(0, limit)
        .map(runOf),
    get: (id) => runOf(factsOf(id)),
    requestedAs: (requestId) => {
      const facts = newestFirst().find(({ record }) => record.requestId === requestId);
      return facts && runOf(facts);
    },
    parameters: (id) => parametersOf(factsOf(id)),
    releaseIn: (id, folder) => releaseIn(factsOf(id).record, folder),
    active: () => {
      const facts = newestFirst().find((one) => !isRunOver(one));
      return facts && runOf(facts);
    },
    logPath: (id, step) => logPath(directoryOf(id), step),
    onLog: (id, step, listener) => watch.on(directoryOf(id), `${step}.log`, listener),
    create: async (draft, prepare) => {
      const id = ++lastId;
      const kind = { ...draft, release: draft.release.name };
      const record: RunRecord = {
        ...draft,
        version: 2,
        id,
        createdAt: new Date().toISOString(),
        expectedMs: expectedTimes(newestFirst().map(runOf), kind),
      };
      known.set(id, { record, status: undefined, logSizes: {} });
      try {
        await mkdir(directoryOf(id), { mode: 0o700 });
        const facts = {
          record: { ...record, ...(await prepare(directoryOf(id))) },
          status: undefined,
          logSizes: {},
        };
        await writeRecord(directoryOf(id), facts.record);
        await syncFolder(directory);
        known.set(id, facts);
      } catch (error) {
        known.delete(id);
        await rm(directoryOf(id), { recursive: true, force: true });
        throw toFileError(error, 'write');
      }
      return runOf(factsOf(id));
    },
    follow: (id, leaderDue) => {
      const isNew = !followed.has(id);
      follow(id, leaderDue);
      if (isNew) changed.emit(runOf(factsOf(id)));
      prune().catch((error: unknown) => log.warn({ err: error }, 'could not remove old runs'));
    },
    judge: async (id, verdict) => {
      const one = followed.get(id);
      if (one !== undefined) await one.judge(verdict);
      return runOf(factsOf(id));
    },
    discard: async (id) => {
      known.delete(id);
      await rm(directoryOf(id), { recursive: true, force: true });
    },
    leader: (id) => factsOf(id).status,
    whenOver: async (id) => {
      await followed.get(id)?.over;
      return runOf(factsOf(id));
    },
    dispose: async () => {
      await Promise.all([...followed.values()].map(async (one) => one.dispose()));
      await watch.dispose();
    },
  };
}

function parametersOf({ status }: RunFacts): ReadonlyMap<string, RunParameters> {
  if (status === undefined) return new Map();
  const { partition, requested, requestedOf = {}, published = {} } = status;
  const asked = new Map(Object.entries(requestedOf));
  if (partition !== undefined && requested !== undefined) asked.set(partition, requested);
  const given = new Map(Object.entries(published));
  const partitions = [...new Set([...asked.keys(), ...given.keys()])].sort();
  return new Map(
    partitions.map((one) => [one, { requested: asked.get(one), published: given.get(one) }] as const),
  );
}

function isSameButForLogs(a: Run, b: Run): boolean {
  const withoutLogs = (run: Run) => ({ ...run, steps: run.steps.map((step) => ({ ...step, logSize: 0 })) });
  return JSON.stringify(withoutLogs(a)) === JSON.stringify(withoutLogs(b));
}
