import { basename, dirname } from 'node:path';
import { AppError } from '../../../shared/core/errors.ts';
import type { ByteAnswer } from '../../core/http/byteAnswer.ts';
import { contentDisposition } from '../../core/http/byteAnswer.ts';
import type { OpenFile } from '../../core/files/openFile.ts';
import { openFile } from '../../core/files/openFile.ts';
import { toClientPath } from '../../core/files/workspacePaths.ts';
import type { WorkspacePaths } from '../../core/files/workspacePaths.ts';
import type { ProcessOutputLog } from '../../../shared/instances.ts';
import type { FollowedLog } from '../../core/live/followedLog.ts';
import type { FolderWatch } from '../../core/watch/folderWatch.ts';
import type { InstanceService } from './instanceService.ts';

/** What the processes of instances have written, as their supervisor keeps it. */
export interface ProcessOutputs {
  /** Absolute path of the file. Rejects with AppError `not_found` for a process that is not known. */
  locate(log: ProcessOutputLog): Promise<string>;
  /** Opens such a file. Rejects with AppError: `not_found`, or `path_outside` where a link leads elsewhere. */
  open(path: string): Promise<OpenFile>;
}

export function createProcessOutputs(instances: InstanceService, paths: WorkspacePaths): ProcessOutputs {
  return {
    locate: ({ process, ...id }) => instances.outputFile(id, process),
    open: async (path) => {
      const clientPath = toClientPath(paths.roots, path);
      if (clientPath === undefined) {
        throw new AppError('path_outside', 'The output of this process is kept outside of its partition.');
      }
      return openFile((await paths.resolve(clientPath)).path);
    },
  };
}

/** The output of a process as it is now, also while it grows. Rejects with AppError as `ProcessOutputs` does. */
export async function openProcessOutput(
  outputs: ProcessOutputs,
  { asDownload, ...log }: ProcessOutputLog & { asDownload: boolean },
): Promise<ByteAnswer> {
  const { handle, stats } = await outputs.open(await outputs.locate(log));
  return {
    size: Number(stats.size),
    headers: {
      'Content-Type': 'text/plain; charset=utf-8',
      'Cache-Control': 'no-store',
      ...(asDownload
        ? { 'Content-Disposition': contentDisposition(`${log.partition}-${log.process}.log`) }
        : {}),
    },
    stream: (start, end) =>
      handle.createReadStream({ start, end: end - 1, autoClose: false, highWaterMark: 256 * 1024 }),
    release: () => handle.close(),
  };
}

/** The output of a process, to be followed. Rejects with AppError `not_found` for one that is not known. */
export async function followProcessOutput(
  log: ProcessOutputLog,
  { outputs, watch }: { outputs: ProcessOutputs; watch: FolderWatch },
): Promise<FollowedLog> {
  const path = await outputs.locate(log);
  return {
    open: async () => {
      try {
        return (await outputs.open(path)).handle;
      } catch (error) {
        // It was not started yet, or is between two files.
        if (error instanceof AppError && error.code === 'not_found') return undefined;
        throw error;
      }
    },
    onNews: (listener) => watch.on(dirname(path), basename(path), listener),
    isOver: () => false,
    rotates: true,
  };
}
