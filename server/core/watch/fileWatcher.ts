import { basename, sep } from 'node:path';
import type { FileChange } from '../../../shared/workspace.ts';
import { Emitter } from '../kit/emitter.ts';
import type { Disposable } from '../kit/lifecycle.ts';
import { isTempName } from '../state/tempFiles.ts';
import { TreeWatcher } from './treeWatcher.ts';
import { isWithin, toClientPath } from '../files/workspacePaths.ts';
import type { FileRoots } from '../files/workspacePaths.ts';

/** Milliseconds. Partitions write logs and pid files all the time: a few events per second are enough. */
const delays = { workspace: 50, instances: 400 } as const;

/** Tells of changes below `workspace` and `instances`; releases change only by a run, which tells so itself. */
export interface FileWatcher extends Disposable {
  /** A `directory` change means that anything below the folder may have changed. Bounded in size. */
  onChange(listener: (changes: readonly FileChange[]) => void): Disposable;
  /** Somebody looks at this real folder. */
  noteListed(folder: string): void;
}

/** Starts watching; resolves when changes are told. What lies in `hidden` is not watched. */
export async function startFileWatcher(roots: FileRoots, hidden: string): Promise<FileWatcher> {
  const changed = new Emitter<readonly FileChange[]>();
  const trees = (['workspace', 'instances'] as const).map((name) => {
    const root = roots[name];
    return new TreeWatcher({
      root,
      delay: delays[name],
      // Git rewrites its own files by the thousand. A root within another one has a watcher of its own.
      isIgnored: (path) =>
        isTempName(basename(path)) ||
        basename(path) === '.git' ||
        (isWithin(hidden, path) && !isWithin(hidden, root)) ||
        Object.values(roots).some(
          (other) => other !== root && other.startsWith(root + sep) && isWithin(other, path),
        ),
      onChange: (changes) => changed.emit(changes.flatMap((change) => toClientChange(roots, change))),
    });
  });
  await Promise.all(trees.map((tree) => tree.start()));
  return {
    onChange: (listener) => changed.on(listener),
    noteListed: (folder) => trees.forEach((tree) => tree.noteListed(folder)),
    dispose: async () => {
      await Promise.all(trees.map((tree) => tree.dispose()));
    },
  };
}

function toClientChange(roots: FileRoots, { path, kind }: FileChange): FileChange[] {
  const clientPath = toClientPath(roots, path);
  return clientPath === undefined ? [] : [{ path: clientPath, kind }];
}
