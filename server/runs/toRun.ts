import type { Run, RunStep, StepKind } from '../../shared/model/run.ts';
import { isSettled } from '../../shared/model/status.ts';
import type { StepState } from '../../shared/model/status.ts';
import type { RunRecord, RunStatus, Verdict } from './runFiles.ts';

/** Everything that is known of a run. */
export interface RunFacts {
  readonly record: RunRecord;
  /** What its leader wrote last; undefined before it began. */
  readonly status: RunStatus | undefined;
  readonly logSizes: Readonly<Partial<Record<StepKind, number>>>;
}

/** The run as clients see it. */
export function toRun({ record, status, logSizes }: RunFacts): Run {
  const judgedFrom = record.verdict === undefined ? -1 : record.steps.indexOf(record.verdict.step);
  const steps = record.steps.map((kind, index): RunStep => {
    const told = status?.steps.find((step) => step.kind === kind);
    const step = { kind, state: 'queued' as StepState, ...told, logSize: logSizes[kind] ?? 0 };
    if (record.verdict === undefined || index < judgedFrom) return recordedOnly(step);
    return judged(step, record.verdict, index === judgedFrom);
  });
  return {
    id: record.id,
    release: record.release.name,
    ...(status?.partition === undefined ? {} : { partition: status.partition }),
    createdAt: record.createdAt,
    state: stateOfWhole(steps),
    steps,
  };
}

/** Whether nothing more will happen to a run: its leader or the server has said its last word. */
export function isRunOver({ record, status }: RunFacts): boolean {
  return record.verdict !== undefined || status?.finished === true;
}

/** The first step that will never end by itself, when the leader is gone; undefined when all have ended. */
export function firstOpenStep({ record, status }: RunFacts): StepKind | undefined {
  return record.steps.find((kind) => {
    const told = status?.steps.find((step) => step.kind === kind);
    return told === undefined || !isSettled(told.state);
  });
}

/** A step without a recorded exit code has not succeeded, whatever its state says. */
function recordedOnly(step: RunStep): RunStep {
  if (step.state !== 'completed' || step.exitCode !== undefined) return step;
  return { ...step, state: 'interrupted', reason: 'No exit code was recorded.' };
}

function judged(step: RunStep, verdict: Verdict, isFirst: boolean): RunStep {
  if (isFirst) return { ...step, state: verdict.state, reason: verdict.reason };
  return { ...step, state: 'cancelled', reason: `Not run: the ${verdict.step} step did not complete.` };
}

function stateOfWhole(steps: readonly RunStep[]): StepState {
  if (steps.some((step) => !isSettled(step.state))) {
    return steps.every((step) => step.state === 'queued') ? 'queued' : 'running';
  }
  return steps.find((step) => step.state !== 'completed')?.state ?? 'completed';
}
