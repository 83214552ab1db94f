import { reportFailure } from '../../core/commands/reportFailure.ts';
import type { Feature } from '../../core/feature.ts';
import { fileCommands } from './commands.ts';
import { FilesPane } from './FilesPane.tsx';
import { noteChanges } from './model/fileChanges.ts';
import { expandFolder, watchFolders } from './model/folders.ts';

/** The tree of files. */
export const files = {
  sidePane: { id: 'files', name: 'Files', Content: FilesPane },
  commands: fileCommands,
  topics: { files: ({ changes }) => noteChanges(changes) },
  start: () => {
    watchFolders();
    reportFailure(expandFolder('workspace'));
  },
} satisfies Feature;
