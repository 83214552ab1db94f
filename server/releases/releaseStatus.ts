import type { Release, StepStatus } from '../../shared/model/release.ts';
import type { Run, RunStep, StepKind } from '../../shared/model/run.ts';

/** State of the software of a release, told from all runs, latest first. `hasChanges`: see `Release.changes`. */
export function softwareStatus(release: string, runs: readonly Run[], hasChanges: boolean): StepStatus {
  for (const run of runs) {
    const step = findStep(run, 'software');
    const told = step && stateIn(run, step, { subject: release, isNamed: run.release === release });
    if (step === undefined || told === undefined) continue;
    if (run.action === 'remove' && step.state === 'completed') return { state: 'idle', run: run.id };
    return toStatus(run, { ...step, ...told }, hasChanges);
  }
  return { state: 'idle' };
}

/**
 * States of the instances of a release, told from all runs, latest first: those that were ever asked for and not
 * destroyed since. The one with the name of the release comes first, whether or not it is there.
 */
export function instanceStatuses(
  release: string,
  runs: readonly Run[],
  hasChanges: boolean,
): Release['instances'] {
  const references = new Set([release]);
  for (const run of [...runs].reverse()) {
    if (run.release === release && findStep(run, 'instance') !== undefined) references.add(run.reference);
  }
  return [...references].flatMap((reference) => {
    const status = instanceStatus({ release, reference }, runs, hasChanges);
    if (status === undefined && reference !== release) return [];
    return [{ reference, status: status ?? { state: 'idle' as const } }];
  });
}

/** Undefined where there is no such instance. */
function instanceStatus(
  pair: Pick<Run, 'release' | 'reference'>,
  runs: readonly Run[],
  hasChanges: boolean,
): StepStatus | undefined {
  for (const [at, run] of runs.entries()) {
    const isNamed = run.release === pair.release && run.reference === pair.reference;
    const step = findStep(run, 'instance');
    if (step === undefined || (!isNamed && run.scope === 'one')) continue;
    const told = stateIn(run, step, { subject: partitionBy(pair, runs.slice(at)), isNamed });
    if (told === undefined) continue;
    if (run.action === 'destroy' && step.state === 'completed') return undefined;
    return toStatus(run, { ...step, ...told }, hasChanges);
  }
  return undefined;
}

/** Partition of an instance by what its own runs say, up to its last destruction. */
function partitionBy(pair: Pick<Run, 'release' | 'reference'>, runs: readonly Run[]): string | undefined {
  const last = runs.find(
    ({ release, reference, partition }) =>
      release === pair.release && reference === pair.reference && partition !== undefined,
  );
  return last?.action === 'destroy' ? undefined : last?.partition;
}

/**
 * What a step says of one release or partition: of a run on all the result for it; the step itself where the run
 * names it. Undefined where it says nothing.
 */
function stateIn(
  run: Run,
  step: RunStep,
  { subject, isNamed }: { subject: string | undefined; isNamed: boolean },
): Pick<RunStep, 'state' | 'reason'> | undefined {
  const result = run.scope === 'all' ? step.results?.find((one) => one.subject === subject) : undefined;
  if (result !== undefined) return { state: result.state, reason: result.reason };
  return isNamed ? step : undefined;
}

function findStep(run: Run, kind: StepKind): RunStep | undefined {
  return run.steps.find((step) => step.kind === kind);
}

/** `outdated` where the state says less than the truth. */
function toStatus(
  run: Run,
  { state, startedAt, durationMs, reason }: RunStep,
  hasChanges: boolean,
): StepStatus {
  const isOutdated = hasChanges && (state === 'completed' || state === 'promiseFailed');
  return {
    state: isOutdated ? 'outdated' : state,
    run: run.id,
    ...(startedAt === undefined ? {} : { startedAt }),
    ...(durationMs === undefined ? {} : { durationMs }),
    ...(reason === undefined ? {} : { reason }),
  };
}
