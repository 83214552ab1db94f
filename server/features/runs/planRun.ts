import { AppError } from '../../../shared/core/errors.ts';
import type { Release } from '../../../shared/releases.ts';
import type { InstanceRequest, RunOptions, RunTrigger, StepKind } from '../../../shared/runs.ts';
import type { EngineHost } from '../../engine/engineHost.ts';
import type { InstanceSnapshot } from '../../engine/hostAnswers.ts';
import type { RunDraft } from '../../jobs/runStore.ts';

/** What a run is to be, checked. */
export interface RunPlan {
  readonly draft: RunDraft;
  /** What is asked of the Master. */
  readonly request: InstanceRequest | undefined;
  /** Of an instance that another one requested, which is to be destroyed by itself. */
  readonly partition?: string;
}

type PlannedRelease = Pick<Release, 'name' | 'url' | 'path'>;

/** What has to be known of the releases to plan a run. */
export interface PlanDeps {
  readonly engine: Pick<EngineHost, 'snapshot' | 'status'>;
  readonly releases: {
    /** Rejects with AppError `not_found`. */
    find(name: string): Promise<PlannedRelease>;
    /** Also one whose profile was deleted. Rejects with AppError `not_found` or `engine_unavailable`. */
    findKept(name: string): Promise<PlannedRelease>;
  };
  /**
   * Checks parameters for the release with the profile at a client path; without a type those of its default one.
   * Rejects with AppError `parameters_invalid`.
   */
  readonly checkParameters: (
    profile: string,
    softwareType: string | undefined,
    parameters: NonNullable<InstanceRequest['parameters']>,
  ) => Promise<void>;
}

const allSteps: readonly StepKind[] = ['software', 'instance'];

/**
 * Checks what a client asks for and fills in what it left out. Rejects with AppError: `bad_request`, `not_found`,
 * `not_confirmed`, `has_instances`, `parameters_invalid`, and for what only the engine knows `engine_unavailable`.
 */
export async function planRun(options: RunOptions, trigger: RunTrigger, deps: PlanDeps): Promise<RunPlan> {
  const { action = 'rebuild', scope = 'one', verbose = false, force = true } = options;
  if (options.partition !== undefined && action !== 'destroy') {
    throw new AppError('bad_request', 'A partition is named only where its instance is to be destroyed.');
  }
  if (action !== 'rebuild' && (scope === 'all' || options.request !== undefined)) {
    throw new AppError('bad_request', `"${action}" works on one release or instance, without a request.`);
  }
  if (action === 'destroy') return planDestroy(options, trigger, deps);
  // A run on all leaves out a release whose profile is gone, also where it is the chosen one.
  const isBuilt = action === 'rebuild' && scope === 'one';
  const release = await deps.releases[isBuilt ? 'find' : 'findKept'](options.release);
  const reference = options.reference ?? options.release;
  const base = {
    release: { name: release.name, url: release.url },
    reference,
    action,
    trigger,
    scope,
    verbose,
    force,
  };
  if (action === 'remove') {
    confirm(options.confirm, release.name);
    await checkIsUnused(release, deps);
    return { draft: { ...base, steps: ['software'] }, request: undefined };
  }
  const steps = allSteps.filter((kind) => (options.steps ?? allSteps).includes(kind));
  const { request } = options;
  if (request !== undefined && (scope === 'all' || !steps.includes('instance'))) {
    throw new AppError(
      'bad_request',
      'A request is about one instance: it needs the step "instance" of a run on one.',
    );
  }
  if (request?.parameters !== undefined) {
    const softwareType = request.softwareType ?? (await typeOf(release.url, reference, deps));
    await deps.checkParameters(release.path, softwareType, request.parameters);
  }
  return { draft: { ...base, steps }, request };
}

function confirm(typed: string | undefined, name: string): void {
  if (typed === name) return;
  throw new AppError('not_confirmed', `Nothing was done: confirm with the name, "${name}".`);
}

/**
 * Whatever SlapOS has can be destroyed, also where its release is not known, as that of a misspelled request; and one by
 * itself that another instance requested.
 */
async function planDestroy(options: RunOptions, trigger: RunTrigger, deps: PlanDeps): Promise<RunPlan> {
  const { partition, reference = options.release, verbose = false, force = true } = options;
  const release = await deps.releases.findKept(options.release).catch((error: unknown) => {
    if (error instanceof AppError && error.code === 'not_found') return undefined;
    throw error;
  });
  const { name, url } = release ?? { name: options.release, url: options.release };
  confirm(options.confirm, reference);
  const isMeant = (one: InstanceSnapshot) =>
    one.url === url &&
    one.reference === reference &&
    (partition === undefined ? one.requestedBy === undefined : one.partition === partition);
  if (!(await deps.engine.snapshot()).some(isMeant)) {
    throw new AppError('not_found', `There is no instance "${reference}" of ${name}.`);
  }
  const draft: RunDraft = {
    ...{ release: { name, url }, reference, trigger, verbose, force },
    ...{ action: 'destroy', scope: 'one', steps: ['instance'] },
  };
  return { draft, request: undefined, ...(partition === undefined ? {} : { partition }) };
}

async function checkIsUnused(
  { name, url }: { name: string; url: string },
  { engine }: PlanDeps,
): Promise<void> {
  const left = (await engine.snapshot()).filter((one) => one.url === url);
  if (left.length === 0) return;
  const names = left.map(({ reference, partition }) => `${reference} (${partition})`).join(', ');
  throw new AppError('has_instances', `${name} has instances: destroy them first: ${names}.`);
}

/** The type that the Master has for an instance; undefined where it has none, or cannot be asked yet. */
async function typeOf(url: string, reference: string, { engine }: PlanDeps): Promise<string | undefined> {
  if (engine.status().state !== 'ready') return undefined;
  return (await engine.snapshot()).find((one) => isRoot(one, url) && one.reference === reference)
    ?.softwareType;
}

function isRoot({ url, requestedBy }: InstanceSnapshot, of: string): boolean {
  return url === of && requestedBy === undefined;
}
