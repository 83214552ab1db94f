import { AppError } from '../../shared/api/errors.ts';
import type { ParameterChange, Run, RunChanges } from '../../shared/model/run.ts';
import { compareInputs, readInputs } from '../releases/inputManifest.ts';
import type { Inputs } from '../releases/inputManifest.ts';
import { maxKeptBytes } from '../releases/inputStore.ts';
import type { InputStore } from '../releases/inputStore.ts';
import type { RunStore } from './runStore.ts';

type Parameters = ReturnType<RunStore['parameters']>['requested'];

/**
 * What is different in a run from the last one before it of the same release and instance whose inputs are known.
 * Rejects with AppError `not_found`.
 */
export async function findRunChanges(runStore: RunStore, id: number): Promise<RunChanges> {
  const run = runStore.get(id);
  const earlier = runStore
    .list({ release: run.release, before: id })
    .filter(({ reference }) => reference === run.reference);
  const inputs = await inputsOf(runStore, run);
  const previous = inputs === undefined ? undefined : await findWithInputs(runStore, earlier);
  const since = previous?.run ?? earlier[0];
  const { requested, published } = runStore.parameters(id);
  const before = parametersBefore(runStore, earlier);
  return {
    ...(since === undefined ? {} : { since: since.id }),
    inputs: inputs === undefined ? [] : compareInputs(previous?.inputs ?? {}, inputs),
    parameters: requested === undefined ? [] : compareParameters(before.requested, requested),
    connection: published === undefined ? [] : compareParameters(before.published, published),
  };
}

/**
 * An input of a run, by client path, as it was when the run began. Rejects with AppError `not_found`, or
 * `file_too_large` where only its sum was kept.
 */
export async function readRunInput(
  { runStore, inputStore }: { runStore: RunStore; inputStore: InputStore },
  { run, path }: { run: number; path: string },
): Promise<Buffer> {
  const inputs = await inputsOf(runStore, runStore.get(run));
  const name = path.startsWith('workspace/') ? path.slice('workspace/'.length) : '';
  const input = inputs !== undefined && Object.hasOwn(inputs, name) ? inputs[name] : undefined;
  if (input === undefined) throw new AppError('not_found', `${path} was no input of run ${run}.`);
  if (input.size > maxKeptBytes) {
    throw new AppError(
      'file_too_large',
      `${path} is larger than 1 MiB: its content at run ${run} was not kept.`,
    );
  }
  const content = input.sha256 === undefined ? undefined : await inputStore.read(input.sha256);
  if (content === undefined) {
    throw new AppError('not_found', `The content of ${path} at run ${run} was not kept.`);
  }
  return content;
}

function inputsOf(runStore: RunStore, run: Run): Promise<Inputs | undefined> {
  return readInputs(runStore.directory(run.id), run.release);
}

async function findWithInputs(
  runStore: RunStore,
  runs: readonly Run[],
): Promise<{ run: Run; inputs: Inputs } | undefined> {
  for (const run of runs) {
    const inputs = await inputsOf(runStore, run);
    if (inputs !== undefined) return { run, inputs };
  }
  return undefined;
}

/** What an instance had before a run, given the runs before it: a run that did not get so far changed nothing. */
function parametersBefore(
  runStore: RunStore,
  earlier: readonly Run[],
): { requested: Parameters; published: Parameters } {
  for (const run of earlier) {
    if (run.action === 'destroy' && run.state === 'completed') break;
    const found = runStore.parameters(run.id);
    if (found.requested !== undefined) return found;
  }
  return { requested: {}, published: {} };
}

function compareParameters(before: Parameters = {}, after: NonNullable<Parameters>): ParameterChange[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return names.flatMap((name) => {
    const [old, now] = [before[name], after[name]];
    if (JSON.stringify(old) === JSON.stringify(now)) return [];
    return [
      { name, ...(old === undefined ? {} : { before: old }), ...(now === undefined ? {} : { after: now }) },
    ];
  });
}
