import { jobs } from '../../shared/jobs.ts';
import type { Run, RunStep, StepKind } from '../../shared/runs.ts';

/** State of a release or an instance, and why. */
export type ToldState = Pick<RunStep, 'state' | 'reason'>;

/** Whether a run built the software of a release to the end. */
export function isBuildOf(release: string, run: Run): boolean {
  return jobs[run.action].builds === true && endedSoftwareStep(release, run);
}

/** Whether a run, where it completed, took away an instance or the software of a release. */
export function tookAway(run: Run, what: 'instance' | 'release'): boolean {
  const { takesAway, about } = jobs[run.action];
  return takesAway === true && about === what;
}

/** Whether the software step of a run, a build or a removal, ended well for a release. */
export function endedSoftwareStep(release: string, run: Run): boolean {
  const step = findStep(run, 'software');
  const told = step && stateIn(run, step, { subject: release, isNamed: run.release === release });
  return told?.state === 'completed';
}

/**
 * What a step says of one release or partition: of a run on all the result for it; the step itself where the run
 * names it, while there are no results, or where it failed before there were any. Undefined where it says nothing: a release
 * that was left out is what it was.
 */
export function stateIn(
  run: Run,
  step: RunStep,
  { subject, isNamed }: { subject: string | undefined; isNamed: boolean },
): ToldState | undefined {
  const results = step.results ?? [];
  const isWhole = run.scope === 'one' || (results.length === 0 && step.state !== 'completed');
  if (isWhole) return isNamed ? step : undefined;
  const result = results.find((one) => one.subject === subject);
  return step.kind === 'software' && result?.state === 'cancelled' ? undefined : result;
}

/** The step of a kind, where the run has it. */
export function findStep(run: Run, kind: StepKind): RunStep | undefined {
  return run.steps.find((step) => step.kind === kind);
}
