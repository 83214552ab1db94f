import type { Run, RunStep, StepKind } from '../../../../shared/runs.ts';
import { activeRun } from '../runs/index.ts';

/** What the address asks for; the line begins at 1. */
export interface WantedLog {
  readonly run?: number | undefined;
  readonly step?: StepKind | undefined;
  readonly line?: number | undefined;
}

/** The step that a run is about: the first that did not complete, else the last one. */
function currentStep(run: Run): RunStep | undefined {
  return run.steps.find(({ state }) => state !== 'completed') ?? run.steps.at(-1);
}

/**
 * The run and step to show: those that the address names, else the run that goes on or the latest one.
 * Undefined where there is no such run.
 */
export function shownRun(
  runs: readonly Run[],
  wanted: WantedLog,
): { run: Run; step: RunStep | undefined } | undefined {
  const run =
    wanted.run === undefined ? (activeRun({ runs }) ?? runs[0]) : runs.find(({ id }) => id === wanted.run);
  if (!run) return undefined;
  return { run, step: run.steps.find(({ kind }) => kind === wanted.step) ?? currentStep(run) };
}
