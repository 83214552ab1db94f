/** What other features may use of this one. */
export { TreeToggle } from './TreeToggle.tsx';
export { onFileChanges } from './model/fileChanges.ts';
export { selectEntry, useFilesStore } from './model/filesStore.ts';
export { expandFolder, revealInTree } from './model/folders.ts';
export { selectedFolder } from './treeActions.ts';
