import { dirname, join } from 'node:path';
import type { FileChange } from '../../../shared/workspace.ts';
import type { InputChange } from '../../../shared/runs.ts';
import type { Disposable } from '../../core/kit/lifecycle.ts';
import { createLogger } from '../../core/logger.ts';
import { isWithin } from '../../core/files/workspacePaths.ts';
import type { Inputs } from './inputManifest.ts';
import { changedInputs, describeInputs, readInputs, readSums, writeManifest } from './inputManifest.ts';
import type { InputStore } from './inputStore.ts';
import { findInputs } from './profileInputs.ts';
import { createSumCache } from './sumCache.ts';

/** A release that has been built: which run built it last, from what, and what has changed since. */
interface Tracked {
  readonly profile: string;
  readonly directory: string;
  readonly built: Inputs;
  folders: ReadonlySet<string>;
  changes: readonly InputChange[];
  /** The changed inputs with their sizes and times: tells one edit from the next. */
  edit: string;
}

/** Knows which releases are not what was built last. Releases are named by their names, paths are client paths. */
export interface InputTracker extends Disposable {
  /** Writes down in a run's directory what releases are made of now, and keeps that; profiles by name. */
  record(profiles: ReadonlyMap<string, string>, directory: string): Promise<void>;
  /** Compares a release from now on with what is written in the directory of its latest build. */
  track(name: string, profile: string, directory: string): void;
  forget(name: string): void;
  /** Inputs that are others than when the latest build began; at most 100. */
  changes(name: string): readonly InputChange[];
  /** Forgets the contents that none of these run directories refers to. */
  sweep(directories: readonly string[]): Promise<void>;
  /** Takes note of changes on disk. */
  noteChanges(changes: readonly FileChange[]): void;
  /** Resolves when everything that is known of has been compared. */
  settled(): Promise<void>;
}

const gatherMs = 100;
const maxChanges = 100;
/** With more folders changed than that at once, all releases are compared. */
const maxFolders = 100;
const log = createLogger('releases:inputs');

export interface InputTrackerOptions {
  readonly workspace: string;
  readonly store: InputStore;
  /** Called with the name of a release whose `changes` are others than before. */
  readonly onChanged: (name: string) => void;
  /** Called with the name of a release when one of its inputs was edited, and they are not those of the last build. */
  readonly onEdited: (name: string) => void;
}

export function createInputTracker({
  workspace,
  store,
  onChanged,
  onEdited,
}: InputTrackerOptions): InputTracker {
  const sums = createSumCache();
  const tracked = new Map<string, Tracked>();
  const wanted = new Map<string, { profile: string; directory: string }>();
  const changedFolders = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let isDisposed = false;
  // One comparison at a time: they are many small reads, and nobody waits for the second one.
  let queue: Promise<void> = Promise.resolve();
  const enqueue = (task: () => Promise<void>): Promise<void> => {
    const done = queue.then(async () => {
      if (!isDisposed) await task();
    });
    queue = done.catch((error: unknown) =>
      log.error({ err: error }, 'could not compare the inputs of a release'),
    );
    return done;
  };
  /** For what nobody waits for; that it failed is logged. */
  const plan = (task: () => Promise<void>) => void enqueue(task).catch(() => undefined);

  const compare = async (name: string, one: Tracked): Promise<void> => {
    const inputs = await findInputs(workspace, one.profile);
    const changes = (await changedInputs(workspace, one.built, { inputs, sums })).slice(0, maxChanges);
    const isNews = JSON.stringify(changes) !== JSON.stringify(one.changes);
    one.folders = inputs.folders;
    one.changes = changes;
    one.edit = JSON.stringify(
      changes.map(({ path }) => [path, inputs.files.get(join(workspace, path.slice('workspace/'.length)))]),
    );
    if (isNews && tracked.get(name) === one) onChanged(name);
  };
  const load = async (name: string): Promise<void> => {
    const source = wanted.get(name);
    if (source === undefined || tracked.get(name)?.directory === source.directory) return;
    const hadChanges = (tracked.get(name)?.changes.length ?? 0) > 0;
    tracked.delete(name);
    const built = await readInputs(source.directory, name);
    if (built === undefined) return;
    const one: Tracked = { ...source, built, folders: new Set(), changes: [], edit: '' };
    tracked.set(name, one);
    await compare(name, one);
    if (hadChanges && one.changes.length === 0) onChanged(name);
  };
  const compareAffected = async (): Promise<void> => {
    const folders = [...changedFolders];
    changedFolders.clear();
    for (const [name, one] of tracked) {
      if (folders.length <= maxFolders && !isAffected(one.folders, folders)) continue;
      const before = one.edit;
      await compare(name, one);
      if (one.edit !== before && one.changes.length > 0) onEdited(name);
    }
  };

  return {
    // In the queue, so that nothing which is being written down is swept away.
    record: (profiles, directory) =>
      enqueue(async () => {
        const releases: Record<string, Inputs> = {};
        for (const [name, profile] of profiles) {
          const inputs = await findInputs(workspace, profile);
          releases[name] = await describeInputs(workspace, inputs, { sums, store });
        }
        await writeManifest(directory, releases);
      }),
    sweep: (directories) =>
      enqueue(async () => {
        const used = new Set<string>();
        for (const directory of directories) for (const sum of await readSums(directory)) used.add(sum);
        await store.sweep((sum) => used.has(sum));
      }),
    track: (name, profile, directory) => {
      if (wanted.get(name)?.directory === directory) return;
      wanted.set(name, { profile, directory });
      plan(() => load(name));
    },
    forget: (name) => {
      wanted.delete(name);
      tracked.delete(name);
    },
    changes: (name) => tracked.get(name)?.changes ?? [],
    noteChanges: (changes) => {
      for (const { path, kind } of changes) {
        if (path !== 'workspace' && !path.startsWith('workspace/')) continue;
        const absolute = join(workspace, path.slice('workspace'.length));
        changedFolders.add(kind === 'directory' ? absolute : dirname(absolute));
      }
      if (changedFolders.size === 0) return;
      timer ??= setTimeout(() => {
        timer = undefined;
        plan(compareAffected);
      }, gatherMs);
    },
    settled: () => queue,
    dispose: async () => {
      isDisposed = true;
      clearTimeout(timer);
      await queue;
    },
  };
}

/** Whether a changed folder is one of these, lies below one, or contains one (and so may have been moved). */
function isAffected(inputs: ReadonlySet<string>, changed: readonly string[]): boolean {
  return changed.some(
    (folder) =>
      inputs.has(folder) || [...inputs].some((input) => isWithin(input, folder) || isWithin(folder, input)),
  );
}
