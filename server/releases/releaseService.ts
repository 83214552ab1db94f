import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../shared/api/errors.ts';
import type { FileChange } from '../../shared/model/file.ts';
import type { Release } from '../../shared/model/release.ts';
import type { Run, RunScope } from '../../shared/model/run.ts';
import type { Signal } from '../emitter.ts';
import { Emitter } from '../emitter.ts';
import type { Disposable } from '../lifecycle.ts';
import { DisposableStore, toDisposable } from '../lifecycle.ts';
import { createLogger } from '../logger.ts';
import type { RunStore } from '../runs/runStore.ts';
import { hasCode } from '../workspace/fileError.ts';
import { createBuildComparisons } from './buildComparisons.ts';
import type { InputStore } from './inputStore.ts';
import { createInputTracker } from './inputTracker.ts';
import { stampOf } from './profileInputs.ts';
import { instanceStatuses, softwareStatus } from './releaseStatus.ts';
import type { InputFacts } from './releaseStatus.ts';

/** The software releases of the workspace: each `software/<name>/software.cfg`. */
export interface ReleaseService extends Disposable {
  /** All of them, by name. */
  list(): Release[];
  /** One release, looked for on disk anew. Rejects with AppError `not_found`. */
  find(name: string): Promise<Release>;
  /** Name of the release with this URL, if it is one of the workspace. */
  nameOf(url: string): string | undefined;
  /** Writes down in a run's directory what a release, or all that were built, are made of at this moment. */
  recordInputs(name: string, scope: RunScope, directory: string): Promise<void>;
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
  /** Where the inputs of runs are kept. */
  readonly inputStore: InputStore;
  readonly fileWatcher: { onChange(listener: (changes: readonly FileChange[]) => void): Disposable };
}

const rescanMs = 100;
/** After runs were removed, until the contents of their inputs are. */
const sweepMs = 60_000;
/** Changes by which a release may have come or gone. */
const listPath = /^workspace(?:\/software(?:\/[^/]+(?:\/software\.cfg)?)?)?$/;
const log = createLogger('releases');

export async function openReleaseService({
  workspace,
  runStore,
  inputStore,
  fileWatcher,
}: ReleaseServiceDeps): Promise<ReleaseService> {
  const owned = new DisposableStore();
  const changed = new Emitter<Release>();
  const edited = new Emitter<string>();
  const listChanged = new Emitter<void>();
  const profileOf = (name: string) => join(workspace, 'software', name, 'software.cfg');
  const told = new Map<string, string>();
  let names = await listNames(workspace);

  const tell = (name: string) => {
    if (!names.includes(name)) return;
    const release = toRelease(name);
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
      onEdited: (name) => edited.emit(name),
    }),
  );
  const comparisons = owned.add(
    createBuildComparisons({ directory: (run) => runStore.directory(run), onCompared: tell }),
  );
  const toRelease = (name: string): Release => {
    const runs = runStore.list();
    const changes = [...tracker.changes(name)];
    const hasChanges = changes.length > 0;
    const compareBuilds: InputFacts['compareBuilds'] = (before, after) =>
      comparisons.compare(name, before, after);
    return {
      name,
      path: `workspace/software/${name}/software.cfg`,
      url: profileOf(name),
      folder: folderOf(profileOf(name)),
      software: softwareStatus(name, runs, hasChanges),
      instances: instanceStatuses(name, runs, { hasChanges, compareBuilds }),
      changes,
    };
  };
  /** Follows what became of a release since it was built last, which a removed one was not. */
  const track = (name: string) => {
    const build = lastBuild(name, runStore.list());
    if (build === undefined) tracker.forget(name);
    else tracker.track(name, profileOf(name), runStore.directory(build.id));
  };
  const rescan = async () => {
    const before = names;
    names = await listNames(workspace);
    if (before.length === names.length && before.every((name, at) => name === names[at])) return;
    for (const name of before) if (!names.includes(name)) tracker.forget(name);
    for (const name of names) if (!before.includes(name)) track(name);
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
  let scanning: Promise<void> = Promise.resolve();
  owned.add(toDisposable(() => clearTimeout(timer)));
  owned.add(toDisposable(() => clearTimeout(sweepTimer)));
  owned.add(runStore.pruned.on(planSweep));
  planSweep();

  names.forEach(track);
  // Has the builds compared that there are, so that who asks first is told of them.
  names.forEach(tell);
  owned.add(
    runStore.changed.on(({ release, scope }) => {
      for (const name of scope === 'all' ? names : [release]) {
        track(name);
        tell(name);
      }
    }),
  );
  owned.add(
    fileWatcher.onChange((changes) => {
      tracker.noteChanges(changes);
      if (!changes.some(({ path }) => listPath.test(path))) return;
      timer ??= setTimeout(() => {
        timer = undefined;
        scanning = scanning
          .then(rescan)
          .catch((error: unknown) => log.error({ err: error }, 'could not list the releases'));
      }, rescanMs);
    }),
  );
  return {
    changed,
    listChanged,
    list: () => names.map(toRelease),
    find: async (name) => {
      const isName = name !== '.' && name !== '..' && !/[/\0]/.test(name);
      if (!isName || (await stampOf(profileOf(name))) === undefined) {
        throw new AppError('not_found', `There is no release "${name}" in the workspace.`);
      }
      return toRelease(name);
    },
    nameOf: (url) => {
      const name = url.split('/').at(-2) ?? '';
      return url === profileOf(name) ? name : undefined;
    },
    edited,
    recordInputs: (name, scope, directory) => {
      const isBuilt = (one: string) => lastBuild(one, runStore.list()) !== undefined;
      const chosen = scope === 'all' ? [name, ...names.filter(isBuilt)] : [name];
      return tracker.record(new Map(chosen.map((one) => [one, profileOf(one)])), directory);
    },
    settled: async () => {
      await scanning;
      await tracker.settled();
      await comparisons.settled();
    },
    dispose: () => owned.dispose(),
  };
}

/** The run that built the software of a release last, out of all runs, latest first; none where it was removed. */
function lastBuild(name: string, runs: readonly Run[]): Run | undefined {
  let onAll: Run | undefined;
  for (const run of runs) {
    if (!run.steps.some(({ kind }) => kind === 'software')) continue;
    if (run.release !== name) {
      // It has built only what had been built before.
      if (run.scope === 'all') onAll ??= run;
    } else if (run.action === 'rebuild') return onAll ?? run;
    else if (run.state === 'completed') return undefined;
  }
  return undefined;
}

/** Names of the releases, sorted. */
async function listNames(workspace: string): Promise<string[]> {
  const software = join(workspace, 'software');
  let entries: string[];
  try {
    entries = await readdir(software);
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) return [];
    throw error;
  }
  const stamps = await Promise.all(entries.map((name) => stampOf(join(software, name, 'software.cfg'))));
  return entries.filter((name, index) => stamps[index] !== undefined && !name.startsWith('.')).sort();
}

/** Client path of what slapgrid installs of a profile, which it names by the MD5 sum of the URL. */
function folderOf(url: string): string {
  return `releases/${createHash('md5').update(url).digest('hex')}`;
}
