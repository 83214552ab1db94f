import { AppError } from '../../../shared/core/errors.ts';
import { instanceLabel, localComputer } from '../../../shared/identity.ts';
import type { Release } from '../../../shared/releases.ts';
import { jobs } from '../../../shared/jobs.ts';
import { firstReference, isUrlName } from '../../../shared/releaseName.ts';
import type { JobName } from '../../../shared/jobs.ts';
import type { InstanceRequest, RunOptions, RunTrigger, SharedRequest } from '../../../shared/runs.ts';
import type { Master, RequestedInstance } from '../../engine/master.ts';
import type { RunDraft } from '../../jobs/runStore.ts';

/** What a run is to be, checked. */
export interface RunPlan {
  readonly draft: RunDraft;
  /** What is asked of the Master. */
  readonly request: InstanceRequest | undefined;
  /** What is asked of it for a shared instance. */
  readonly shared?: SharedRequest;
  /** On the computer of the draft, of an instance that another one requested, which is to be destroyed by itself. */
  readonly partition?: string;
}

type PlannedRelease = Pick<Release, 'name' | 'url' | 'path'>;

/** What has to be known of the releases to plan a run. */
export interface PlanDeps {
  readonly master: Pick<Master, 'instances' | 'status'>;
  readonly releases: {
    /** Rejects with AppError `not_found`. */
    find(name: string): Promise<PlannedRelease>;
    /** Also one whose profile was deleted. Rejects with AppError `not_found` or `engine_unavailable`. */
    findKept(name: string): Promise<PlannedRelease>;
    /** Name of the release with this URL, if it is one of the workspace. */
    nameOf(url: string): string | undefined;
  };
  /**
   * Checks parameters for the release with the profile at a client path; without a type those of its default one.
   * Rejects with AppError `parameters_invalid`.
   */
  readonly checkParameters: (
    profile: string,
    type: CheckedType,
    parameters: NonNullable<InstanceRequest['parameters']>,
  ) => Promise<void>;
}

/** A software type, whose shared instances have parameters of their own. */
export interface CheckedType {
  readonly softwareType: string | undefined;
  readonly shared: boolean;
}

/** How each kind of job is planned; what the table of jobs says of it has been checked. */
const planners: Readonly<
  Record<JobName, (options: RunOptions, common: Common, deps: PlanDeps) => Promise<RunPlan>>
> = {
  rebuild: planRebuild,
  destroy: planDestroy,
  remove: planRemove,
};

/** What a plan says whatever is to be done. */
type Common = Pick<RunDraft, 'computer' | 'action' | 'trigger' | 'scope' | 'verbose' | 'force' | 'reference'>;

/**
 * Checks what a client asks for and fills in what it left out. Rejects with AppError: `bad_request`, `not_found`,
 * `not_confirmed`, `has_instances`, `parameters_invalid`, and for what only the engine knows `engine_unavailable`.
 */
export async function planRun(options: RunOptions, trigger: RunTrigger, deps: PlanDeps): Promise<RunPlan> {
  const {
    computer = localComputer,
    action = 'rebuild',
    scope = 'one',
    verbose = false,
    force = true,
  } = options;
  const job = jobs[action];
  if ((options.partition ?? options.computer) !== undefined && job.takesPartition !== true) {
    throw new AppError(
      'bad_request',
      'A partition or computer is named only where its instance is to be destroyed.',
    );
  }
  const isOnAll = scope === 'all' && job.takesAll !== true;
  const asked = [options.request, options.shared].filter((one) => one !== undefined);
  if (isOnAll || (asked.length > 0 && job.takesRequest !== true)) {
    throw new AppError('bad_request', `"${action}" works on one release or instance, without a request.`);
  }
  const reference = options.reference ?? firstReference(options.release);
  const name = job.about === 'release' ? options.release : reference;
  if (job.confirmed === true && options.confirm !== name) {
    throw new AppError('not_confirmed', `Nothing was done: confirm with the name, "${name}".`);
  }
  return planners[action](options, { computer, action, trigger, scope, verbose, force, reference }, deps);
}

async function planRebuild(options: RunOptions, common: Common, deps: PlanDeps): Promise<RunPlan> {
  const { scope, reference } = common;
  // A run on all leaves out a release whose profile is gone, also where it is the chosen one.
  const release = await deps.releases[scope === 'one' ? 'find' : 'findKept'](options.release);
  const { steps: all } = jobs.rebuild;
  const steps = all.filter((kind) => (options.steps ?? all).includes(kind));
  const { request, shared } = options;
  const isRequest = request !== undefined || shared !== undefined;
  if (isRequest && (scope === 'all' || !steps.includes('instance'))) {
    throw new AppError(
      'bad_request',
      'A request is about one instance: it needs the step "instance" of a run on one.',
    );
  }
  if (request?.parameters !== undefined) {
    const softwareType = request.softwareType ?? (await typeOf(release.url, reference, deps));
    await deps.checkParameters(release.path, { softwareType, shared: false }, request.parameters);
  }
  if (shared !== undefined) await checkShared(shared, options, { release, reference, deps });
  const { name, url, path } = release;
  const profile = isUrlName(name) && path !== url ? { profile: path } : {};
  return {
    draft: {
      ...common,
      release: { name, url, ...profile },
      steps,
      ...(shared === undefined ? {} : { shared: withoutParameters(shared) }),
    },
    request,
    ...(shared === undefined ? {} : { shared }),
  };
}

function withoutParameters({ parameters: _, ...shared }: SharedRequest): NonNullable<RunDraft['shared']> {
  return shared;
}

/** Finds the host of a shared instance, and checks what is asked of it. Rejects with AppError, see `planRun`. */
async function checkShared(
  shared: SharedRequest,
  { confirm }: RunOptions,
  { release, reference, deps }: { release: PlannedRelease; reference: string; deps: PlanDeps },
): Promise<void> {
  const instances = await deps.master.instances();
  const root = instances.find((one) => isRoot(one, release.url) && one.reference === reference);
  const host =
    shared.host === undefined
      ? root
      : instances.find((one) => one.partition === shared.host && one.computer === root?.computer);
  if (host === undefined) {
    throw new AppError(
      'not_found',
      `There is no instance "${shared.host ?? reference}" to be the host of "${shared.reference}": request it first.`,
    );
  }
  if (shared.state === 'destroyed') {
    const own = host.sharedInstances?.find(
      (one) => one.reference === shared.reference && one.requestedBy === undefined,
    );
    if (own === undefined) {
      throw new AppError(
        'not_found',
        `A user requested no shared instance "${shared.reference}" of ${host.reference}.`,
      );
    }
    if (confirm !== shared.reference) {
      throw new AppError('not_confirmed', `Nothing was done: confirm with the name, "${shared.reference}".`);
    }
  }
  if (shared.parameters === undefined) return;
  const name = deps.releases.nameOf(host.url);
  // Nothing is known of the parameters of a release that is not of the workspace.
  if (name === undefined) return;
  const { path } = await deps.releases.find(name);
  await deps.checkParameters(path, { softwareType: host.softwareType, shared: true }, shared.parameters);
}

async function planRemove(options: RunOptions, common: Common, deps: PlanDeps): Promise<RunPlan> {
  const { name, url } = await deps.releases.findKept(options.release);
  await checkIsUnused({ name, url }, deps);
  return { draft: { ...common, release: { name, url }, steps: [...jobs.remove.steps] }, request: undefined };
}

/**
 * Whatever SlapOS has can be destroyed, also where its release is not known, as that of a misspelled request; and one by
 * itself that another instance requested.
 */
async function planDestroy(options: RunOptions, common: Common, deps: PlanDeps): Promise<RunPlan> {
  const { partition } = options;
  const { computer, reference } = common;
  const release = await deps.releases.findKept(options.release).catch((error: unknown) => {
    if (error instanceof AppError && error.code === 'not_found') return undefined;
    throw error;
  });
  const { name, url } = release ?? { name: options.release, url: options.release };
  const isMeant = (one: RequestedInstance) =>
    one.computer === computer &&
    one.url === url &&
    one.reference === reference &&
    (partition === undefined ? one.requestedBy === undefined : one.partition === partition);
  if (!(await deps.master.instances()).some(isMeant)) {
    throw new AppError('not_found', `There is no instance "${reference}" of ${name}.`);
  }
  const draft: RunDraft = { ...common, release: { name, url }, steps: [...jobs.destroy.steps] };
  return { draft, request: undefined, ...(partition === undefined ? {} : { partition }) };
}

async function checkIsUnused(
  { name, url }: { name: string; url: string },
  { master }: PlanDeps,
): Promise<void> {
  const left = (await master.instances()).filter((one) => one.url === url);
  if (left.length === 0) return;
  const names = left.map((one) => `${one.reference} (${instanceLabel(one)})`).join(', ');
  throw new AppError('has_instances', `${name} has instances: destroy them first: ${names}.`);
}

/** The type that the Master has for an instance; undefined where it has none, or cannot be asked yet. */
async function typeOf(url: string, reference: string, { master }: PlanDeps): Promise<string | undefined> {
  if (master.status().state !== 'ready') return undefined;
  return (await master.instances()).find((one) => isRoot(one, url) && one.reference === reference)
    ?.softwareType;
}

function isRoot({ url, requestedBy }: RequestedInstance, of: string): boolean {
  return url === of && requestedBy === undefined;
}
