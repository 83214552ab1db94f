import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../shared/api/errors.ts';
import type { Run, StepKind } from '../../shared/model/run.ts';
import type { Signal } from '../emitter.ts';
import { Emitter } from '../emitter.ts';
import type { Disposable } from '../lifecycle.ts';
import { createLogger } from '../logger.ts';
import { toFileError } from '../workspace/fileError.ts';
import { followRun } from './followRun.ts';
import type { FollowedRun } from './followRun.ts';
import { createFolderWatch } from './folderWatch.ts';
import type { RunRecord, Verdict } from './runFiles.ts';
import { logPath, logSize, readRecord, readStatus, writeRecord } from './runFiles.ts';
import type { Leader } from './leader.ts';
import { syncFolder } from './writeJson.ts';
import { isRunOver, toRun } from './toRun.ts';
import type { RunFacts } from './toRun.ts';

/** The run directories, and the runs in them. */
export interface RunStore extends Disposable {
  /** Runs, latest first. */
  list(filter?: { release?: string | undefined; limit?: number | undefined }): Run[];
  /** Throws AppError `not_found`. */
  get(id: number): Run;
  /** The run that is queued or running. */
  active(): Run | undefined;
  /** Every new state of a run, the whole of it. */
  readonly changed: Signal<Run>;
  directory(id: number): string;
  logPath(id: number, step: StepKind): string;
  /** Calls `listener` when the log may have grown; now and then without reason. */
  onLog(id: number, step: StepKind, listener: () => void): Disposable;
  /**
   * Makes a run and its directory, in which `prepare` puts what else belongs there. It counts as active from
   * now on, and is told of when `follow` is called. Throws AppError `disk_full` and the like.
   */
  create(release: RunRecord['release'], prepare: (directory: string) => Promise<void>): Promise<Run>;
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

/** The newest runs that are kept; the last one of each release is kept beyond that. */
const keptRuns = 200;
const steps: readonly StepKind[] = ['software', 'instance'];
const log = createLogger('runs');

/**
 * Reads all runs below `directory`, and takes up those that are not over: one whose leader lives is followed to
 * its end, any other becomes `interrupted`.
 */
export async function openRunStore(directory: string): Promise<RunStore> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const changed = new Emitter<Run>();
  const watch = createFolderWatch();
  const known = new Map<number, RunFacts>();
  const followed = new Map<number, FollowedRun>();
  const directoryOf = (id: number) => join(directory, String(id));

  const ids = await listIds(directory);
  let lastId = Math.max(0, ...ids);
  for (const facts of await Promise.all(ids.map((id) => readFacts(directoryOf(id))))) {
    if (facts !== undefined) known.set(facts.record.id, facts);
  }

  const factsOf = (id: number): RunFacts => {
    const facts = known.get(id);
    if (facts === undefined) throw new AppError('not_found', `There is no run ${id}.`);
    return facts;
  };
  const newestFirst = () => [...known.values()].sort((a, b) => b.record.id - a.record.id);
  const update = (facts: RunFacts) => {
    const before = known.get(facts.record.id);
    known.set(facts.record.id, facts);
    const run = toRun(facts);
    const isNews = before === undefined || !isSameButForLogs(toRun(before), run);
    if (isNews) changed.emit(run);
  };
  const follow = (id: number, leaderDue: boolean) => {
    const existing = followed.get(id);
    if (existing !== undefined) {
      if (leaderDue) existing.leaderIsDue();
      return;
    }
    const one = followRun({ directory: directoryOf(id), facts: () => factsOf(id), update, watch });
    followed.set(id, one);
    if (leaderDue) one.leaderIsDue();
    void one.over.then(() => followed.delete(id));
  };
  const prune = async () => {
    const latest = new Set<string>();
    const surplus = newestFirst().filter((facts, index) => {
      const isLatest = !latest.has(facts.record.release.name);
      latest.add(facts.record.release.name);
      return index >= keptRuns && !isLatest && isRunOver(facts);
    });
    for (const { record } of surplus) {
      known.delete(record.id);
      await rm(directoryOf(record.id), { recursive: true, force: true });
    }
  };

  for (const facts of known.values()) if (!isRunOver(facts)) follow(facts.record.id, true);
  await prune();

  return {
    changed,
    directory: directoryOf,
    list: ({ release, limit } = {}) =>
      newestFirst()
        .filter(({ record }) => release === undefined || record.release.name === release)
        .slice(0, limit)
        .map(toRun),
    get: (id) => toRun(factsOf(id)),
    active: () => {
      const facts = newestFirst().find((one) => !isRunOver(one));
      return facts && toRun(facts);
    },
    logPath: (id, step) => logPath(directoryOf(id), step),
    onLog: (id, step, listener) => watch.on(directoryOf(id), `${step}.log`, listener),
    create: async (release, prepare) => {
      const id = ++lastId;
      const record: RunRecord = {
        version: 1,
        id,
        release,
        createdAt: new Date().toISOString(),
        steps: [...steps],
      };
      known.set(id, { record, status: undefined, logSizes: {} });
      try {
        await mkdir(directoryOf(id), { mode: 0o700 });
        await prepare(directoryOf(id));
        await writeRecord(directoryOf(id), record);
        await syncFolder(directory);
      } catch (error) {
        known.delete(id);
        await rm(directoryOf(id), { recursive: true, force: true });
        throw toFileError(error, 'write');
      }
      return toRun(factsOf(id));
    },
    follow: (id, leaderDue) => {
      const isNew = !followed.has(id);
      follow(id, leaderDue);
      if (isNew) changed.emit(toRun(factsOf(id)));
      prune().catch((error: unknown) => log.warn({ err: error }, 'could not remove old runs'));
    },
    judge: async (id, verdict) => {
      const one = followed.get(id);
      if (one !== undefined) await one.judge(verdict);
      return toRun(factsOf(id));
    },
    discard: async (id) => {
      known.delete(id);
      await rm(directoryOf(id), { recursive: true, force: true });
    },
    leader: (id) => factsOf(id).status,
    whenOver: async (id) => {
      await followed.get(id)?.over;
      return toRun(factsOf(id));
    },
    dispose: async () => {
      await Promise.all([...followed.values()].map(async (one) => one.dispose()));
      await watch.dispose();
    },
  };
}

/** Numbers of the run directories, whatever is in them: none is given away twice. */
async function listIds(directory: string): Promise<number[]> {
  const entries = await readdir(directory, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory() && /^[1-9]\d{0,14}$/.test(entry.name))
    .map((entry) => Number(entry.name));
}

async function readFacts(directory: string): Promise<RunFacts | undefined> {
  const record = await readRecord(directory);
  if (record === undefined) return undefined;
  return {
    record,
    status: await readStatus(directory, true),
    logSizes: {
      software: await logSize(directory, 'software'),
      instance: await logSize(directory, 'instance'),
    },
  };
}

function isSameButForLogs(a: Run, b: Run): boolean {
  const withoutLogs = (run: Run) => ({ ...run, steps: run.steps.map((step) => ({ ...step, logSize: 0 })) });
  return JSON.stringify(withoutLogs(a)) === JSON.stringify(withoutLogs(b));
}
