import { runFiles } from '../../shared/engine.ts';
import type { StepProgress } from '../../shared/runs.ts';
import type { Disposable } from '../core/kit/lifecycle.ts';
import { createLogger } from '../core/logger.ts';
import type { FolderWatch } from '../core/watch/folderWatch.ts';
import { isLeaderAlive } from './leader.ts';
import type { Verdict } from './runFiles.ts';
import { logSize, readStatus, writeRecord } from './runFiles.ts';
import { createProgressReader } from './progressReader.ts';
import { releaseIn } from './releaseFolder.ts';
import { firstOpenStep, isRunOver } from './toRun.ts';
import type { RunFacts } from './toRun.ts';

/** A run that is not over, and is being watched until it is. */
export interface FollowedRun extends Disposable {
  /** From now on the leader is missed: without one the run will be judged interrupted. */
  leaderIsDue(): void;
  /** Ends the run by the server's word, durably, unless it is over. */
  judge(verdict: Omit<Verdict, 'step'>): Promise<void>;
  /** Resolves when the run is over, or following it was given up by `dispose`. */
  readonly over: Promise<void>;
}

export interface FollowOptions {
  readonly directory: string;
  /** What is known of the run at present. */
  readonly facts: () => RunFacts;
  /** Takes what has become known. */
  readonly update: (facts: RunFacts) => void;
  readonly watch: FolderWatch;
  /** Finds out why the steps of a run that is over failed. */
  readonly diagnose: (facts: RunFacts) => Promise<RunFacts['problems']>;
}

/** Time for a leader to write its first status. */
const leaderGraceMs = 3000;
const log = createLogger('runs:follow');

/**
 * Follows a run by what its leader writes to `status.json`; the host is not needed for that. A leader that died
 * without a last word makes the run interrupted.
 */
export function followRun({ directory, facts, update, watch, diagnose }: FollowOptions): FollowedRun {
  let dueSince: number | undefined;
  let finish: () => void = () => undefined;
  const over = new Promise<void>((resolve) => (finish = resolve));
  // One thing at a time: reading the status and judging must not overtake each other.
  let queue: Promise<void> = Promise.resolve();
  let isLookPlanned = false;
  let isDisposed = false;
  const findRelease = (folder: string) => releaseIn(facts().record, folder);
  const progressOf = {
    software: createProgressReader(directory, 'software', findRelease),
    instance: createProgressReader(directory, 'instance', findRelease),
  };

  const enqueue = (task: () => Promise<void>): Promise<void> => {
    queue = queue.then(async () => {
      if (isDisposed || isRunOver(facts())) return;
      await task();
      if (isRunOver(facts())) stop();
    });
    const result = queue;
    queue = queue.catch((error: unknown) => log.error({ err: error, directory }, 'could not look at a run'));
    return result;
  };
  const readProgress = async (status: RunFacts['status']): Promise<StepProgress | undefined> => {
    const running = status?.steps.find(({ state }) => state === 'running')?.kind;
    return running === undefined ? undefined : await progressOf[running]();
  };
  const refresh = async () => {
    const status = (await readStatus(directory, false)) ?? facts().status;
    const logSizes = {
      software: await logSize(directory, 'software'),
      instance: await logSize(directory, 'instance'),
    };
    const { record } = facts();
    const found = { record, status, logSizes, progress: await readProgress(status) };
    update(isRunOver(found) ? { ...found, problems: await diagnose(found) } : found);
  };
  const judge = async (verdict: Omit<Verdict, 'step'>) => {
    const { record } = facts();
    const step = firstOpenStep(facts()) ?? record.steps[0];
    if (step === undefined) return;
    const judged = { ...record, verdict: { ...verdict, step } };
    await writeRecord(directory, judged);
    update({ ...facts(), record: judged });
  };
  const look = async () => {
    await refresh();
    const { status } = facts();
    if (status?.finished === true || !(await isLeaderMissing(status))) return;
    // Its last word may have come between our look at the file and our look for the process.
    await refresh();
    if (facts().status?.finished === true) return;
    log.warn({ run: facts().record.id }, 'the leader of a run is gone: the run was interrupted');
    await judge({ state: 'interrupted', reason: interruption(facts()) });
  };
  const isLeaderMissing = async (status: RunFacts['status']): Promise<boolean> => {
    if (status !== undefined) return !(await isLeaderAlive(status));
    return dueSince !== undefined && performance.now() - dueSince > leaderGraceMs;
  };
  const planLook = () => {
    if (isLookPlanned) return;
    isLookPlanned = true;
    const ignore = () => undefined; // already logged by the queue
    enqueue(async () => {
      isLookPlanned = false;
      await look();
    }).catch(ignore);
  };
  const watched = [runFiles.status, runFiles.parts.software, runFiles.parts.instance];
  const watching = watched.map((name) => watch.on(directory, name, planLook));
  const stop = () => {
    for (const one of watching) void one.dispose();
    finish();
  };
  planLook();

  return {
    over,
    leaderIsDue: () => {
      dueSince ??= performance.now();
      planLook();
    },
    judge: (verdict) => enqueue(() => judge(verdict)),
    dispose: async () => {
      isDisposed = true;
      await queue;
      stop();
    },
  };
}

function interruption({ status }: RunFacts): string {
  return status === undefined
    ? 'The server or the engine ended before the run began.'
    : 'What carried out the run was killed, or the machine was restarted.';
}
