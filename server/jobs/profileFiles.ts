import { readdir } from 'node:fs/promises';
import { posix } from 'node:path';
import { AppError } from '../../shared/core/errors.ts';
import { hasCode } from '../core/files/fileError.ts';
import { openFile, readWhole } from '../core/files/openFile.ts';
import type { WorkspacePaths } from '../core/files/workspacePaths.ts';

/** Reads the files of the workspace by client paths. */
export interface ProfileFiles {
  /** Text of a file; undefined where there is none that can be read. */
  read(path: string): Promise<string | undefined>;
  /** Names of the files in a folder; none where there is none that can be read. */
  list(path: string): Promise<readonly string[]>;
}

/** Bytes of a profile that is looked through. */
const maxProfile = 2 * 1024 * 1024;

/** The profiles as they are on disk: one that cannot be read is as if it were not there. */
export function profileFiles(paths: WorkspacePaths): ProfileFiles {
  return {
    read: async (path) => {
      try {
        const opened = await openFile((await paths.resolve(path)).path);
        try {
          return (await readWhole(opened, maxProfile)).toString('utf8');
        } finally {
          await opened.handle.close();
        }
      } catch (error) {
        if (error instanceof AppError) return undefined;
        throw error;
      }
    },
    list: async (path) => {
      const { path: folder, exists } = await paths.resolve(path);
      if (!exists) return [];
      try {
        const entries = await readdir(folder, { withFileTypes: true });
        return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
      } catch (error) {
        // No folder, or one that is closed to us.
        if (hasCode(error, 'ENOTDIR', 'ENOENT', 'EACCES')) return [];
        throw error;
      }
    },
  };
}

/** A relative name below a folder of the workspace; undefined where it leads out of it, or is computed. */
export function resolveExtends(folder: string, name: string): string | undefined {
  if (name.startsWith('/') || name.includes('{{')) return undefined;
  const path = posix.join(folder, name);
  return path.startsWith('workspace/') ? path : undefined;
}
