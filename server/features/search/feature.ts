import type { searchEndpoints } from '../../../shared/search.ts';
import type { Feature } from '../../core/feature.ts';
import type { Workspace } from '../workspace/feature.ts';
import { searchFiles } from './searchFiles.ts';

/** Find in Files. */
export function startSearch({ files }: Workspace): Feature<keyof typeof searchEndpoints> {
  return {
    handlers: {
      searchFiles: async ({ query }, { signal }) => {
        const folder = query.folder ?? 'workspace';
        return searchFiles(query, { path: await files.locate(folder), folder, signal });
      },
    },
  };
}
