import { AppError } from '../../../shared/core/errors.ts';
import type { InputChange, Run, RunChanges } from '../../../shared/runs.ts';
import { compareInputs, readAllInputs, readInputs } from '../releases/inputManifest.ts';
import type { Inputs } from '../releases/inputManifest.ts';
import { maxKeptBytes } from '../releases/inputStore.ts';
import type { InputStore } from '../releases/inputStore.ts';
import { findParameterChanges } from './parameterChanges.ts';
import type { RunStore } from '../../jobs/runStore.ts';

/**
 * What is different in a run from the last one before it of the same release and instance whose inputs are known; in a run on
 * all, from the last one before it with each release or instance. Rejects with AppError `not_found`.
 */
export async function findRunChanges(runStore: RunStore, id: number): Promise<RunChanges> {
  const run = runStore.get(id);
  if (run.scope === 'all') {
    return {
      inputs: await changesOfAll(runStore, run),
      ...findParameterChanges(runStore, run, runStore.list({ before: id })),
    };
  }
  const earlier = runStore
    .list({ release: run.release, before: id })
    .filter(({ reference }) => reference === run.reference);
  const inputs = await readInputs(runStore.directory(id), run.release);
  const previous = inputs === undefined ? undefined : await findWithInputs(runStore, earlier);
  const since = previous?.run ?? earlier[0];
  return {
    ...(since === undefined ? {} : { since: since.id }),
    inputs: inputs === undefined ? [] : compareInputs(previous?.inputs ?? {}, inputs),
    ...findParameterChanges(runStore, run, earlier),
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
  const releases = await readAllInputs(runStore.directory(run), runStore.get(run).release);
  const name = path.startsWith('workspace/') ? path.slice('workspace/'.length) : '';
  // All were looked at in the same moment: one that several releases are made of is the same in each.
  const input = [...releases.values()].find((inputs) => Object.hasOwn(inputs, name))?.[name];
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

/**
 * The inputs that are others in a run on all than in the last run before it with each release. A file of several releases is
 * told of once; it is new, or gone, only where it is that for all of them.
 */
async function changesOfAll(runStore: RunStore, run: Run): Promise<InputChange[]> {
  const after = await readAllInputs(runStore.directory(run.id), run.release);
  const before = new Map<string, Inputs>();
  for (const { id, release } of runStore.list({ before: run.id })) {
    if (before.size === after.size) break;
    for (const [name, inputs] of await readAllInputs(runStore.directory(id), release)) {
      if (after.has(name) && !before.has(name)) before.set(name, inputs);
    }
  }
  const changed = [...after].flatMap(([name, inputs]) =>
    compareInputs(before.get(name) ?? {}, inputs).filter(({ kind }) => kind === 'changed'),
  );
  const union = (releases: ReadonlyMap<string, Inputs>): Inputs =>
    Object.fromEntries([...releases.values()].flatMap((inputs) => Object.entries(inputs)));
  const changes = [...compareInputs(union(before), union(after)), ...changed];
  const byPath = new Map(changes.map((change) => [change.path, change]));
  return [...byPath.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

async function findWithInputs(
  runStore: RunStore,
  runs: readonly Run[],
): Promise<{ run: Run; inputs: Inputs } | undefined> {
  for (const run of runs) {
    const inputs = await readInputs(runStore.directory(run.id), run.release);
    if (inputs !== undefined) return { run, inputs };
  }
  return undefined;
}
