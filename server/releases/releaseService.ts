import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../shared/api/errors.ts';
import type { FileChange } from '../../shared/model/file.ts';
import type { Release, StepStatus } from '../../shared/model/release.ts';
import type { Run, StepKind } from '../../shared/model/run.ts';
import type { Signal } from '../emitter.ts';
import { Emitter } from '../emitter.ts';
import type { Disposable } from '../lifecycle.ts';
import { DisposableStore, toDisposable } from '../lifecycle.ts';
import { createLogger } from '../logger.ts';
import type { RunStore } from '../runs/runStore.ts';
import { hasCode } from '../workspace/fileError.ts';
import { createInputTracker } from './inputTracker.ts';
import { stampOf } from './profileInputs.ts';

/** The software releases of the workspace: each `software/<name>/software.cfg`. */
export interface ReleaseService extends Disposable {
  /** All of them, by name. */
  list(): Release[];
  /** One release, looked for on disk anew. Rejects with AppError `not_found`. */
  find(name: string): Promise<Release>;
  /** Name of the release with this URL, if it is one of the workspace. */
  nameOf(url: string): string | undefined;
  /** Writes down in a run's directory what a release is made of at this moment. */
  recordInputs(name: string, directory: string): Promise<void>;
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
  readonly fileWatcher: { onChange(listener: (changes: readonly FileChange[]) => void): Disposable };
}

const rescanMs = 100;
/** Changes by which a release may have come or gone. */
const listPath = /^workspace(?:\/software(?:\/[^/]+(?:\/software\.cfg)?)?)?$/;
const log = createLogger('releases');

export async function openReleaseService({
  workspace,
  runStore,
  fileWatcher,
}: ReleaseServiceDeps): Promise<ReleaseService> {
  const owned = new DisposableStore();
  const changed = new Emitter<Release>();
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
  const tracker = owned.add(createInputTracker(workspace, tell));
  const toRelease = (name: string): Release => {
    const runs = runStore.list({ release: name });
    const changedPaths = [...tracker.changedPaths(name)];
    return {
      name,
      path: `workspace/software/${name}/software.cfg`,
      url: profileOf(name),
      software: statusOf('software', runs, changedPaths.length > 0),
      instance: statusOf('instance', runs, changedPaths.length > 0),
      changedPaths,
    };
  };
  const track = (name: string) => {
    const [latest] = runStore.list({ release: name, limit: 1 });
    if (latest !== undefined) tracker.track(name, profileOf(name), runStore.directory(latest.id));
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
  let scanning: Promise<void> = Promise.resolve();
  owned.add(toDisposable(() => clearTimeout(timer)));

  names.forEach(track);
  owned.add(
    runStore.changed.on(({ release }) => {
      track(release);
      tell(release);
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
    recordInputs: (name, directory) => tracker.record(profileOf(name), directory),
    settled: async () => {
      await scanning;
      await tracker.settled();
    },
    dispose: () => owned.dispose(),
  };
}

/** State of one indicator: that of the step in the latest run, `outdated` where it says less than the truth. */
function statusOf(kind: StepKind, runs: readonly Run[], hasChanges: boolean): StepStatus {
  for (const run of runs) {
    const step = run.steps.find((one) => one.kind === kind);
    if (step === undefined) continue;
    const isOutdated = hasChanges && (step.state === 'completed' || step.state === 'promiseFailed');
    const { startedAt, durationMs, reason } = step;
    return {
      state: isOutdated ? 'outdated' : step.state,
      run: run.id,
      ...(startedAt === undefined ? {} : { startedAt }),
      ...(durationMs === undefined ? {} : { durationMs }),
      ...(reason === undefined ? {} : { reason }),
    };
  }
  return { state: 'idle' };
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
