/** What other features may use of this one. */
export { focusEditor, selectedText } from './activeEditor.ts';
export { fetchDiskText, fetchFile } from './model/diskText.ts';
export { showFile } from './model/editorRoute.ts';
export { requestReveal, useEditorStore } from './model/editorStore.ts';
export { computeMd5 } from './model/md5.ts';
export { closeDeleted, renameOpenFiles } from './model/openFiles.ts';
export { saveAll } from './model/saveFiles.ts';
export { shownPath } from './model/shownPath.ts';

/** Two texts side by side, in Monaco. */
export const loadTextDifference = async () => (await import('./monaco/TextDifference.tsx')).TextDifference;
