import type { InstanceId } from '../../../shared/identity.ts';
import { firstReference } from '../../../shared/releaseName.ts';
import type { SoftwareInstance } from '../../../shared/instances.ts';
import type { Rebuilt, Release, StepStatus } from '../../../shared/releases.ts';
import type { InputChange, Run, RunStep } from '../../../shared/runs.ts';
import { instanceOfRun } from '../../../shared/runs.ts';
import { endedSoftwareStep, findStep, isBuildOf, stateIn, tookAway } from '../../jobs/builds.ts';
import type { ToldState } from '../../jobs/builds.ts';
import { promiseState } from './promiseState.ts';

/** What is known of the inputs of a release, and of the instances as they are. */
export interface ReleaseFacts {
  /** See `Release.changes`. */
  readonly hasChanges: boolean;
  /** Inputs that are others in the build of run `after` than in that of run `before`; undefined where that is not known. */
  compareBuilds(before: number, after: number): readonly InputChange[] | undefined;
  /** All instances, as they were seen last. */
  readonly seen: readonly SoftwareInstance[];
}

type InstanceState = Omit<Release['instances'][number], 'reference'>;

/** Changes that are told of, see `Rebuilt`. */
const maxChanges = 100;

/** State of the software of a release, told from all runs, latest first. `hasChanges`: see `Release.changes`. */
export function softwareStatus(release: string, runs: readonly Run[], hasChanges: boolean): StepStatus {
  for (const run of runs) {
    const step = findStep(run, 'software');
    const told = step && stateIn(run, step, { subject: release, isNamed: run.release === release });
    if (step === undefined || told === undefined) continue;
    if (tookAway(run, 'release') && step.state === 'completed') return { state: 'idle', run: run.id };
    return toStatus(run, withState(step, told), hasChanges);
  }
  return { state: 'idle' };
}

/**
 * States of the instances of a release, told from all runs, latest first: those that were ever asked for and not
 * destroyed since. The first one, see `firstReference`, comes first, whether or not it is there.
 */
export function instanceStatuses(
  release: string,
  runs: readonly Run[],
  facts: ReleaseFacts,
): Release['instances'] {
  const first = firstReference(release);
  const references = new Set([first]);
  for (const run of [...runs].reverse()) {
    if (run.release === release && findStep(run, 'instance') !== undefined) references.add(run.reference);
  }
  return [...references].flatMap((reference) => {
    const state = instanceState({ release, reference }, runs, facts);
    if (state === undefined && reference !== first) return [];
    return [{ reference, ...(state ?? { status: { state: 'idle' as const } }) }];
  });
}

/** Undefined where there is no such instance. */
function instanceState(
  pair: Pick<Run, 'release' | 'reference'>,
  runs: readonly Run[],
  facts: ReleaseFacts,
): InstanceState | undefined {
  const namesPair = (run: Run) => run.release === pair.release && run.reference === pair.reference;
  // Most of a hundred releases were never built.
  if (!runs.some(namesPair)) return undefined;
  for (const [at, run] of runs.entries()) {
    const isNamed = namesPair(run);
    const step = findStep(run, 'instance');
    if (step === undefined || (!isNamed && run.scope === 'one')) continue;
    const own = instanceBy(pair, runs.slice(at));
    const subject = own?.computer === run.computer ? own.partition : undefined;
    const left = stateIn(run, step, { subject, isNamed });
    if (left === undefined) continue;
    const root = facts.seen.find(
      ({ release, reference, requestedBy }) =>
        release === pair.release && reference === pair.reference && requestedBy === undefined,
    );
    const told = promiseState(left, { finishedAt: step.finishedAt, root }, facts.seen);
    if (tookAway(run, 'instance') && step.state === 'completed') return undefined;
    const rebuilt = isDone(told.state) ? rebuiltSince(run, pair.release, { runs, facts }) : undefined;
    if (rebuilt === undefined) return { status: toStatus(run, withState(step, told), facts.hasChanges) };
    const { before, after } = rebuilt;
    const reason = `It was deployed from the build of run ${before}; since then run ${after} has built the release from other files. Rebuild deploys it from these.`;
    return { status: toStatus(run, { ...withState(step, told), reason }, true), rebuilt };
  }
  return undefined;
}

/**
 * Whether the last build of a release that completed is of other inputs than the one that a run deployed an instance
 * from, which is the last before or in it. Undefined also where that is not known.
 */
function rebuiltSince(
  deployment: Run,
  release: string,
  { runs, facts }: { runs: readonly Run[]; facts: ReleaseFacts },
): Rebuilt | undefined {
  const removal = runs.findIndex((run) => tookAway(run, 'release') && endedSoftwareStep(release, run));
  const builds = runs.slice(0, removal < 0 ? undefined : removal).filter((run) => isBuildOf(release, run));
  const after = builds[0]?.id;
  const before = builds.find(({ id }) => id <= deployment.id)?.id;
  if (before === undefined || after === undefined || before === after) return undefined;
  const changes = facts.compareBuilds(before, after) ?? [];
  return changes.length === 0 ? undefined : { before, after, changes: changes.slice(0, maxChanges) };
}

/** Where an instance is by what its own runs say, up to its last destruction. */
function instanceBy(pair: Pick<Run, 'release' | 'reference'>, runs: readonly Run[]): InstanceId | undefined {
  const last = runs.find(
    ({ release, reference, partition }) =>
      release === pair.release && reference === pair.reference && partition !== undefined,
  );
  return last !== undefined && tookAway(last, 'instance') ? undefined : last && instanceOfRun(last);
}

function withState(step: RunStep, { state, reason }: ToldState): RunStep {
  return { ...step, state, reason };
}

function isDone(state: RunStep['state']): boolean {
  return state === 'completed' || state === 'promiseFailed';
}

/** `outdated` where the state says less than the truth. */
function toStatus(
  run: Run,
  { state, startedAt, durationMs, reason }: RunStep,
  hasChanges: boolean,
): StepStatus {
  const isOutdated = hasChanges && isDone(state);
  return {
    state: isOutdated ? 'outdated' : state,
    run: run.id,
    ...(startedAt === undefined ? {} : { startedAt }),
    ...(durationMs === undefined ? {} : { durationMs }),
    ...(reason === undefined ? {} : { reason }),
  };
}
