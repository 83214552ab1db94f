import { checkHashFiles, findListings, updateText } from '../features/hashes/checkHashFile.ts';
import { listInstalled } from '../features/instances/installedParts.ts';
import { listRendered } from '../features/instances/renderedFiles.ts';
import { checkByRelease, findConnectionProblemsByRelease } from '../features/releases/checkByRelease.ts';
import type { ParameterCheck } from '../features/releases/checkByRelease.ts';
import { readReleaseSchema } from '../features/releases/releaseSchema.ts';
import type { SchemaReading } from '../features/releases/releaseSchema.ts';
import { listFolder } from '../features/workspace/listFolder.ts';
import { createWorkspacePaths } from '../core/files/workspacePaths.ts';
import type { FileRoots } from '../core/files/workspacePaths.ts';

/** What a thread needs to know of the server: real absolute folders. */
export interface ThreadFolders {
  readonly roots: FileRoots;
  readonly state: string;
}

/** Tells which file (a client path) a task works on from now on. */
export type TellFile = (clientPath: string) => void;

/** Work on what a workspace holds that may take any time. Each answers a JSON text, and rejects with AppError. */
export interface Tasks {
  /** The ReleaseSchema of a release. */
  readSchema(reading: SchemaReading, onFile: TellFile): Promise<string>;
  /** `{ entries }` of a real folder, see `listFolder`. */
  listFolder(folder: string): Promise<string>;
  /** `{ files }` of a real folder or hash file, see `checkHashFiles`. */
  checkHashes(path: string): Promise<string>;
  /** `{ listings }` of a real file, see `findListings`. */
  findListings(file: string): Promise<string>;
  /** The UpdatedText of a real hash file. */
  updateHashes(file: string): Promise<string>;
  /** `{ parts }` of the folder of an instance, see `listInstalled`. */
  listInstalled(folder: string): Promise<string>;
  /** `{ files }` of the folder of an instance, see `listRendered`. */
  listRendered(folder: string): Promise<string>;
  /** Checks parameters; answers `true`. Rejects as `validateParameters` throws. */
  checkParameters(check: ParameterCheck, onFile: TellFile): Promise<string>;
  /** What is wrong with connection parameters, see `findConnectionProblemsByRelease`. */
  checkConnection(check: ParameterCheck, onFile: TellFile): Promise<string>;
}
export type TaskName = keyof Tasks;

export function createTasks({ roots, state }: ThreadFolders): Tasks {
  const paths = createWorkspacePaths(roots, state);
  return {
    readSchema: async (reading, onFile) => JSON.stringify(await readReleaseSchema(paths, reading, onFile)),
    listFolder: async (folder) => JSON.stringify({ entries: await listFolder(paths, folder) }),
    checkHashes: async (path) => JSON.stringify({ files: await checkHashFiles(paths, path) }),
    findListings: async (file) => JSON.stringify({ listings: await findListings(paths, file) }),
    updateHashes: async (file) => JSON.stringify(await updateText(paths, file)),
    listInstalled: async (folder) => JSON.stringify({ parts: await listInstalled(paths, folder) }),
    listRendered: async (folder) => JSON.stringify({ files: await listRendered(paths, folder) }),
    checkParameters: async (check, onFile) => {
      await checkByRelease(paths, check, onFile);
      return 'true';
    },
    checkConnection: async (check, onFile) =>
      JSON.stringify(await findConnectionProblemsByRelease(paths, check, onFile)),
  };
}
