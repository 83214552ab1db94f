import { dirname } from 'node:path';
import type { Problem } from '../../shared/profile/problem.ts';
import type { RunStatus } from '../../shared/engine.ts';
import type { Run, RunStep, StepKind, StepProgress, StepResult } from '../../shared/runs.ts';
import { isSettled } from '../../shared/status.ts';
import type { StepState } from '../../shared/status.ts';
import type { RunRecord, Verdict } from './runFiles.ts';

/** Everything that is known of a run. */
export interface RunFacts {
  readonly record: RunRecord;
  /** What its leader wrote last; undefined before it began. */
  readonly status: RunStatus | undefined;
  readonly logSizes: Readonly<Partial<Record<StepKind, number>>>;
  /** What is wrong with it, once it is over. */
  readonly problems?: readonly Problem[] | undefined;
  /** Of the step that is running. */
  readonly progress?: StepProgress | undefined;
}

/** The run as clients see it. */
export function toRun({ record, status, logSizes, problems = [], progress }: RunFacts): Run {
  const { expectedMs, verdict, release, revision, alarm, shared } = record;
  const judgedFrom = verdict === undefined ? -1 : record.steps.indexOf(verdict.step);
  const steps = record.steps.map((kind, index): RunStep => {
    const own = problems.filter(({ source }) => source.step === kind);
    const { results, ...told } = status?.steps.find((step) => step.kind === kind) ?? {};
    const step = {
      kind,
      state: 'queued' as StepState,
      ...told,
      ...(expectedMs[kind] === undefined ? {} : { expectedMs: expectedMs[kind] }),
      ...(results === undefined ? {} : { results: results.map((one) => withName(one, record)) }),
      ...(own.length === 0 ? {} : { problems: own }),
      logSize: logSizes[kind] ?? 0,
    };
    if (verdict !== undefined && index >= judgedFrom) return judged(step, verdict, index === judgedFrom);
    return recordedOnly(progress !== undefined && step.state === 'running' ? { ...step, progress } : step);
  });
  return {
    id: record.id,
    release: release.name,
    reference: record.reference,
    computer: record.computer,
    action: record.action,
    trigger: record.trigger,
    scope: record.scope,
    verbose: record.verbose,
    force: record.force,
    ...(alarm === undefined ? {} : { alarm }),
    ...(shared === undefined ? {} : { shared }),
    ...(status?.partition === undefined ? {} : { partition: status.partition }),
    ...(revision === undefined ? {} : { revision }),
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

/** The engine names releases by URL: those that were known when the run was made have names. */
function withName(result: StepResult, { release, releases }: RunRecord): StepResult {
  const named = [release, ...(releases ?? [])].find(({ url }) => url === result.subject);
  const name = named?.name ?? (releases === undefined ? nameBeside(release.url, result.subject) : undefined);
  return name === undefined ? result : { ...result, subject: name };
}

/** The name by a record of an earlier version, when releases were folders beside each other. */
function nameBeside(url: string, other: string): string | undefined {
  const folder = `${dirname(dirname(url))}/`;
  const [name, profile, ...rest] = other.startsWith(folder) ? other.slice(folder.length).split('/') : [];
  return profile === 'software.cfg' && rest.length === 0 ? name : undefined;
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
