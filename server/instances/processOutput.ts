import { AppError } from '../../shared/api/errors.ts';
import type { ByteAnswer } from '../http/byteAnswer.ts';
import { contentDisposition } from '../http/byteAnswer.ts';
import type { OpenFile } from '../workspace/openFile.ts';
import { openFile } from '../workspace/openFile.ts';
import { toClientPath } from '../workspace/workspacePaths.ts';
import type { WorkspacePaths } from '../workspace/workspacePaths.ts';
import type { InstanceService } from './instanceService.ts';

/** What the processes of instances have written, as their supervisor keeps it. */
export interface ProcessOutputs {
  /** Absolute path of the file. Rejects with AppError `not_found` for a process that is not known. */
  locate(partition: string, process: string): Promise<string>;
  /** Opens such a file. Rejects with AppError: `not_found`, or `path_outside` where a link leads elsewhere. */
  open(path: string): Promise<OpenFile>;
}

export function createProcessOutputs(instances: InstanceService, paths: WorkspacePaths): ProcessOutputs {
  return {
    locate: (partition, process) => instances.outputFile(partition, process),
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
  { partition, process, asDownload }: { partition: string; process: string; asDownload: boolean },
): Promise<ByteAnswer> {
  const { handle, stats } = await outputs.open(await outputs.locate(partition, process));
  return {
    size: Number(stats.size),
    headers: {
      'Content-Type': 'text/plain; charset=utf-8',
      'Cache-Control': 'no-store',
      ...(asDownload ? { 'Content-Disposition': contentDisposition(`${partition}-${process}.log`) } : {}),
    },
    stream: (start, end) =>
      handle.createReadStream({ start, end: end - 1, autoClose: false, highWaterMark: 256 * 1024 }),
    release: () => handle.close(),
  };
}
