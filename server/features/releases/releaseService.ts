import { relative } from 'node:path';
import { AppError } from '../../../shared/core/errors.ts';
import { concernsReleases, isUrlName, releaseTitle } from '../../../shared/releaseName.ts';
import type { FileChange } from '../../../shared/workspace.ts';
import type { SoftwareInstance } from '../../../shared/instances.ts';
import type { Release } from '../../../shared/releases.ts';
import type { RunScope } from '../../../shared/runs.ts';
import type { Signal } from '../../core/kit/emitter.ts';
import { Emitter } from '../../core/kit/emitter.ts';
import type { Disposable } from '../../core/kit/lifecycle.ts';
import { DisposableStore, toDisposable } from '../../core/kit/lifecycle.ts';
import { createLogger } from '../../core/logger.ts';
import { releaseFolder } from '../../jobs/releaseFolder.ts';
import { tookAway } from '../../jobs/builds.ts';
import type { RunStore } from '../../jobs/runStore.ts';
import { isWithin } from '../../core/files/workspacePaths.ts';
import { createBuildComparisons } from './buildComparisons.ts';
import type { InputStore } from './inputStore.ts';
import { createInputTracker } from './inputTracker.ts';
import { createKeptReleases } from './keptReleases.ts';
import type { KeptReleasesDeps } from './keptReleases.ts';
import { lastBuild } from './lastBuild.ts';
import { stampOf } from './profileInputs.ts';
import { instanceStatuses, softwareStatus } from './releaseStatus.ts';
import type { ReleaseFacts } from './releaseStatus.ts';
import type { ProfileServer } from './profileServer.ts';
import type { ReleaseUrls } from './releaseUrls.ts';
import { openReleaseSources } from './releaseSources.ts';
import type { ReleaseSource } from './releaseSources.ts';

/** The software releases: those of the workspace, see `releaseNames`, and what else SlapOS has. */
export interface ReleaseService extends Disposable {
  /** All of them, by name. */
  list(): Release[];
  /** One release of the workspace, looked for on disk anew, or one by URL. Rejects with AppError `not_found`. */
  find(name: string): Promise<Release>;
  /** One release, also of those whose profile is gone. Rejects with AppError `not_found`, `engine_unavailable`, `engine_failed`. */
  findKept(name: string): Promise<Release>;
  /** Name of the release with this URL, if it is one of the workspace. */
  nameOf(url: string): string | undefined;
  /** Adds one by the URL of its profile. Rejects with AppError, see `ReleaseUrls`. */
  add(url: string): Promise<Release>;
  /**
   * Adds one of the workspace by a URL that this machine serves its files at, to be built as a node builds it. Rejects with
   * AppError, see `find` and `ReleaseUrls`.
   */
  serve(name: string): Promise<Release>;
  /** Takes one off the list that was added by its URL. Rejects with AppError `not_found`, or `exists` while it is installed. */
  forget(name: string): Promise<void>;
  /** Writes down in a run's directory what a release, or all that were built, are made of at this moment. */
  recordInputs(name: string, scope: RunScope, directory: string): Promise<void>;
  /** Takes note of the instances as they are: their promises may have been checked since the last run. */
  noteInstances(instances: readonly SoftwareInstance[]): void;
  /** An input of a release was edited, which now is not what was built last. */
  readonly edited: Signal<string>;
  /** A release in its new state. */
  readonly changed: Signal<Release>;
  /** Releases were added or removed. */
  readonly listChanged: Signal<void>;
  /** Resolves when all changes that are known of have been looked at. */
  settled(): Promise<void>;
}

export interface ReleaseServiceDeps {
  /** Real absolute folder. */
  readonly workspace: string;
  readonly runStore: RunStore;
  readonly master: KeptReleasesDeps['master'];
  /** Where the inputs of runs are kept. */
  readonly inputStore: InputStore;
  /** Those that were added by their URLs. */
  readonly urls: ReleaseUrls;
  /** Serves the workspace to builds from a URL. */
  readonly profileServer: Pick<ProfileServer, 'urlOf' | 'pathOf'>;
  readonly fileWatcher: { onChange(listener: (changes: readonly FileChange[]) => void): Disposable };
}

const rescanMs = 100;
/** After runs were removed, until the contents of their inputs are. */
const sweepMs = 60_000;
const log = createLogger('releases');

export async function openReleaseService({
  workspace,
  runStore,
  master,
  inputStore,
  urls,
  profileServer,
  fileWatcher,
}: ReleaseServiceDeps): Promise<ReleaseService> {
  const owned = new DisposableStore();
  const changed = new Emitter<Release>();
  const edited = new Emitter<string>();
  const listChanged = new Emitter<void>();
  const told = new Map<string, string>();
  let seen: readonly SoftwareInstance[] = [];

  const kept = owned.add(createKeptReleases({ master, runStore }));
  const sources = await openReleaseSources(workspace, kept, urls, profileServer);

  const tell = (name: string) => {
    const source = sources.list().find((one) => one.name === name);
    if (source === undefined) return;
    const release = toRelease(source);
    const text = JSON.stringify(release);
    if (told.get(name) === text) return;
    told.set(name, text);
    changed.emit(release);
  };
  const tracker = owned.add(
    createInputTracker({
      workspace,
      store: inputStore,
      onChanged: tell,
      // What is built from a URL is built when that is asked for.
      onEdited: (name) => isUrlName(name) || edited.emit(name),
    }),
  );
  const comparisons = owned.add(
    createBuildComparisons({ directory: (run) => runStore.directory(run), onCompared: tell }),
  );
  const toRelease = ({ name, url, profile = url, isGone }: ReleaseSource): Release => {
    const runs = runStore.list();
    const changes = [...tracker.changes(name)];
    const hasChanges = changes.length > 0;
    const compareBuilds: ReleaseFacts['compareBuilds'] = (before, after) =>
      comparisons.compare(name, before, after);
    return {
      name,
      path: isWithin(workspace, profile) ? `workspace/${relative(workspace, profile)}` : url,
      ...(isGone ? { isGone } : {}),
      url,
      folder: `releases/${releaseFolder(url)}`,
      software: softwareStatus(name, runs, hasChanges),
      instances: instanceStatuses(name, runs, { hasChanges, compareBuilds, seen }),
      changes,
    };
  };
  /** Follows what became of a release since it was built last, which a removed one was not. */
  const track = (name: string, profile: string) => {
    const build = lastBuild(name, runStore.list());
    if (build === undefined) tracker.forget(name);
    else tracker.track(name, profile, runStore.directory(build.id));
  };
  const scan = async () => {
    const before = sources.profiles();
    await sources.rescan();
    const now = sources.profiles();
    for (const [name, profile] of before) if (now.get(name) !== profile) tracker.forget(name);
    for (const [name, profile] of now) if (before.get(name) !== profile) track(name, profile);
    tellOfList();
  };
  // One scan at a time: an earlier one must not have the last word.
  let scanning: Promise<void> = Promise.resolve();
  const rescan = (): Promise<void> => {
    const scanned = scanning.then(scan);
    scanning = scanned.catch((error: unknown) => log.error({ err: error }, 'could not list the releases'));
    return scanned;
  };
  const describeList = () => JSON.stringify(sources.list());
  let toldList = describeList();
  const tellOfList = () => {
    const list = describeList();
    if (list === toldList) return;
    toldList = list;
    listChanged.emit();
  };
  let timer: NodeJS.Timeout | undefined;
  let sweepTimer: NodeJS.Timeout | undefined;
  const planSweep = () => {
    sweepTimer ??= setTimeout(() => {
      sweepTimer = undefined;
      const directories = runStore.list().map(({ id }) => runStore.directory(id));
      tracker
        .sweep(directories)
        .catch((error: unknown) => log.warn({ err: error }, 'could not remove old inputs'));
    }, sweepMs);
  };
  owned.add(toDisposable(() => clearTimeout(timer)));
  owned.add(toDisposable(() => clearTimeout(sweepTimer)));
  owned.add(runStore.pruned.on(planSweep));
  planSweep();

  sources.profiles().forEach((profile, name) => track(name, profile));
  // Has the builds compared that there are, so that who asks first is told of them.
  for (const name of sources.profiles().keys()) tell(name);
  owned.add(kept.changed.on(tellOfList));
  owned.add(
    runStore.changed.on(({ release, scope }) => {
      for (const { name, profile, isGone } of sources.list()) {
        if (scope === 'one' && name !== release) continue;
        if (!isGone && profile !== undefined) track(name, profile);
        tell(name);
      }
    }),
  );
  owned.add(
    runStore.changed.on((run) => {
      if (!isUrlName(run.release) || !tookAway(run, 'release') || run.state !== 'completed') return;
      forget(run.release).catch((error: unknown) => log.error({ err: error }, 'could not forget a release'));
    }),
  );
  owned.add(
    fileWatcher.onChange((changes) => {
      tracker.noteChanges(changes);
      if (!changes.some(mayChangeList)) return;
      timer ??= setTimeout(() => {
        timer = undefined;
        // That it failed is logged.
        rescan().catch(() => undefined);
      }, rescanMs);
    }),
  );
  const forget = async (name: string): Promise<void> => {
    await urls.forget(name);
    tellOfList();
  };
  const add = async (text: string): Promise<Release> => {
    const name = await urls.add(text);
    tellOfList();
    return find(name);
  };
  const findGone = (name: string) => sources.list().find((one) => one.isGone && one.name === name);
  const find = async (name: string): Promise<Release> => {
    const byUrl = isUrlName(name) ? sources.list().find((one) => one.name === name) : undefined;
    if (byUrl !== undefined) return toRelease(byUrl);
    if (isUrlName(name))
      throw new AppError('not_found', `There is no release ${name}: add it by its URL first.`);
    const known = sources.profiles().get(name);
    if (known === undefined || (await stampOf(known)) === undefined) await rescan();
    const url = sources.profiles().get(name);
    if (url !== undefined) return toRelease({ name, url, profile: url, isGone: false });
    const what =
      findGone(name) === undefined
        ? `There is no release "${name}" in the workspace.`
        : `The profile of "${name}" is no longer in the workspace: the release can only be removed.`;
    throw new AppError('not_found', what);
  };
  return {
    changed,
    listChanged,
    list: () => sources.list().map(toRelease),
    find,
    findKept: async (name) => {
      try {
        return await find(name);
      } catch (error) {
        if (!(error instanceof AppError) || error.code !== 'not_found') throw error;
        await kept.refresh();
        const source = sources.list().find((one) => one.name === name);
        if (source === undefined) throw error;
        return toRelease(source);
      }
    },
    nameOf: (url) => sources.nameOf(url),
    add,
    serve: async (name) => {
      const { path } = await find(name);
      if (isUrlName(name))
        throw new AppError('bad_request', `${releaseTitle(name)} is built from a URL already.`);
      return add(await profileServer.urlOf(path.slice('workspace/'.length)));
    },
    forget: async (name) => {
      if (kept.urls().includes(name)) {
        throw new AppError(
          'exists',
          `${releaseTitle(name)} is installed: remove the release, which forgets it too.`,
        );
      }
      if (!urls.list().includes(name))
        throw new AppError('not_found', `No release was added by the URL ${name}.`);
      await forget(name);
    },
    noteInstances: (instances) => {
      seen = instances;
      for (const { name } of sources.list()) tell(name);
    },
    edited,
    recordInputs: (name, scope, directory) => {
      const isRecorded = (one: string) =>
        one === name || (scope === 'all' && lastBuild(one, runStore.list()) !== undefined);
      // One that is named by its URL is not of the workspace.
      const chosen = [...sources.profiles()].filter(([one]) => isRecorded(one));
      return tracker.record(new Map(chosen), directory);
    },
    settled: async () => {
      await scanning;
      await tracker.settled();
      await comparisons.settled();
    },
    dispose: () => owned.dispose(),
  };
}

/** Whether releases may have come or gone by a change on disk. */
function mayChangeList({ path, kind }: FileChange): boolean {
  if (path !== 'workspace' && !path.startsWith('workspace/')) return false;
  return kind === 'directory' || (kind !== 'changed' && concernsReleases(path.slice('workspace/'.length)));
}
