import { dirname, join } from 'node:path';
import type { FileChange } from '../../shared/model/file.ts';
import type { Disposable } from '../lifecycle.ts';
import { createLogger } from '../logger.ts';
import { isWithin } from '../workspace/workspacePaths.ts';
import type { InputManifest } from './inputManifest.ts';
import {
  changedInputs,
  createSumCache,
  describeInputs,
  readManifest,
  writeManifest,
} from './inputManifest.ts';
import { findInputs } from './profileInputs.ts';

/** A release that has been built: which run built it last, from what, and what has changed since. */
interface Tracked {
  readonly profile: string;
  readonly directory: string;
  readonly manifest: InputManifest;
  folders: ReadonlySet<string>;
  changedPaths: readonly string[];
}

/** Knows which releases are not what was built last. Releases are named by their names, paths are client paths. */
export interface InputTracker extends Disposable {
  /** Writes down in a run's directory what a release is made of now. */
  record(profile: string, directory: string): Promise<void>;
  /** Compares a release from now on with what is written in the directory of its latest run. */
  track(name: string, profile: string, directory: string): void;
  forget(name: string): void;
  /** Inputs that are others than when the latest run began; at most 100. */
  changedPaths(name: string): readonly string[];
  /** Takes note of changes on disk. */
  noteChanges(changes: readonly FileChange[]): void;
  /** Resolves when everything that is known of has been compared. */
  settled(): Promise<void>;
}

const gatherMs = 100;
const maxChangedPaths = 100;
/** With more folders changed than that at once, all releases are compared. */
const maxFolders = 100;
const log = createLogger('releases:inputs');

/** `onChanged` is called with the name of a release whose `changedPaths` are others than before. */
export function createInputTracker(workspace: string, onChanged: (name: string) => void): InputTracker {
  const sums = createSumCache();
  const tracked = new Map<string, Tracked>();
  const wanted = new Map<string, { profile: string; directory: string }>();
  const changedFolders = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let isDisposed = false;
  // One comparison at a time: they are many small reads, and nobody waits for the second one.
  let queue: Promise<void> = Promise.resolve();
  const enqueue = (task: () => Promise<void>) => {
    queue = queue.then(async () => {
      if (!isDisposed) await task();
    });
    queue = queue.catch((error: unknown) =>
      log.error({ err: error }, 'could not compare the inputs of a release'),
    );
  };

  const compare = async (name: string, one: Tracked): Promise<void> => {
    const inputs = await findInputs(workspace, one.profile);
    const changed = await changedInputs(workspace, one.manifest, { inputs, sums });
    const before = one.changedPaths;
    one.folders = inputs.folders;
    one.changedPaths = changed.slice(0, maxChangedPaths).map((path) => `workspace/${path}`);
    const isSame =
      before.length === one.changedPaths.length && before.every((p, at) => p === one.changedPaths[at]);
    if (!isSame && tracked.get(name) === one) onChanged(name);
  };
  const load = async (name: string): Promise<void> => {
    const source = wanted.get(name);
    if (source === undefined || tracked.get(name)?.directory === source.directory) return;
    const hadChanges = (tracked.get(name)?.changedPaths.length ?? 0) > 0;
    tracked.delete(name);
    const manifest = await readManifest(source.directory);
    if (manifest === undefined) return;
    const one: Tracked = { ...source, manifest, folders: new Set(), changedPaths: [] };
    tracked.set(name, one);
    await compare(name, one);
    if (hadChanges && one.changedPaths.length === 0) onChanged(name);
  };
  const compareAffected = async (): Promise<void> => {
    const folders = [...changedFolders];
    changedFolders.clear();
    for (const [name, one] of tracked) {
      if (folders.length > maxFolders || isAffected(one.folders, folders)) await compare(name, one);
    }
  };

  return {
    record: async (profile, directory) => {
      const inputs = await findInputs(workspace, profile);
      await writeManifest(directory, await describeInputs(workspace, inputs, sums));
    },
    track: (name, profile, directory) => {
      if (wanted.get(name)?.directory === directory) return;
      wanted.set(name, { profile, directory });
      enqueue(() => load(name));
    },
    forget: (name) => {
      wanted.delete(name);
      tracked.delete(name);
    },
    changedPaths: (name) => tracked.get(name)?.changedPaths ?? [],
    noteChanges: (changes) => {
      for (const { path, kind } of changes) {
        if (path !== 'workspace' && !path.startsWith('workspace/')) continue;
        const absolute = join(workspace, path.slice('workspace'.length));
        changedFolders.add(kind === 'directory' ? absolute : dirname(absolute));
      }
      if (changedFolders.size === 0) return;
      timer ??= setTimeout(() => {
        timer = undefined;
        enqueue(compareAffected);
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
