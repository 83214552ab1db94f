import { join } from 'node:path';
import type { EngineHost } from './engine/engineHost.ts';
import { startEngineHost } from './engine/engineHost.ts';
import type { Master } from './engine/master.ts';
import { embeddedMaster } from './engine/master.ts';
import { partitionCount } from './engine/partitionCount.ts';
import type { WorkspacePaths } from './core/files/workspacePaths.ts';
import { createWorkspacePaths } from './core/files/workspacePaths.ts';
import type { AuditLog } from './core/http/auditLog.ts';
import { openAuditLog } from './core/http/auditLog.ts';
import type { DisposableStore } from './core/kit/lifecycle.ts';
import type { Folders } from './core/state/folders.ts';
import type { TempFiles } from './core/state/tempFiles.ts';
import { openTempFiles } from './core/state/tempFiles.ts';
import type { FileWatcher } from './core/watch/fileWatcher.ts';
import { startFileWatcher } from './core/watch/fileWatcher.ts';
import type { FolderWatch } from './core/watch/folderWatch.ts';
import { createFolderWatch } from './core/watch/folderWatch.ts';
import type { SettingsStore } from './features/settings/settingsStore.ts';
import { openSettingsStore } from './features/settings/settingsStore.ts';
import type { RunStore } from './jobs/runStore.ts';
import { diagnoseRun } from './jobs/diagnoseRun.ts';
import { openRunStore } from './jobs/runStore.ts';
import { TaskThreads } from './threads/taskThreads.ts';
import type { Options } from './options.ts';

/** What every feature can stand on. */
export interface Foundation {
  readonly options: Options;
  /** The state directory, as a real path. */
  readonly state: string;
  /** Base of the standalone SlapOS. */
  readonly slaposBase: string;
  readonly paths: WorkspacePaths;
  readonly tempFiles: TempFiles;
  readonly fileWatcher: FileWatcher;
  readonly folderWatch: FolderWatch;
  /** Does in threads what could take the event loop for long. */
  readonly threads: TaskThreads;
  readonly audit: AuditLog;
  readonly settings: SettingsStore;
  readonly engine: EngineHost;
  /** What was requested, and where. */
  readonly master: Master;
  readonly runStore: RunStore;
  /** Owns what is opened: it is disposed of, last first, when the server stops. */
  readonly owned: DisposableStore;
}

/** Opens it in folders that are locked for us. */
export async function openFoundation(
  options: Options,
  { state, roots }: Folders,
  owned: DisposableStore,
): Promise<Foundation> {
  const slaposBase = join(state, 'slapos');
  const partitions = await partitionCount(roots.instances, options.partitions);
  const tempFiles = await openTempFiles(join(state, 'saves'));
  const fileWatcher = owned.add(await startFileWatcher(roots, state));
  const folderWatch = owned.add(createFolderWatch());
  const threads = owned.add(new TaskThreads({ roots, state }));
  const audit = owned.add(await openAuditLog(join(state, 'audit.log')));
  const paths = createWorkspacePaths(roots, state);
  const { engineBin, noDownloads } = options;
  const engine = owned.add(startEngineHost({ engine: engineBin, slaposBase, partitions, noDownloads }));
  const settings = await openSettingsStore(join(state, 'settings.json'));
  const runStore = owned.add(
    await openRunStore(
      join(state, 'runs'),
      () => settings.get().keptRuns,
      (directory, facts) => diagnoseRun(directory, facts, paths),
    ),
  );
  return {
    ...{ options, state, slaposBase, paths },
    ...{ tempFiles, fileWatcher, folderWatch, threads, audit, settings, engine, runStore, owned },
    master: embeddedMaster(engine),
  };
}
