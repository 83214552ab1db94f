import { openText, textOf } from '../modelRegistry.ts';
import { activeFile, useEditorStore } from './editorStore.ts';

/** The text of the file that is shown, as it is being edited; undefined where that is none. */
export function activeText(): string | undefined {
  const file = activeFile(useEditorStore.getState());
  const text = file?.state === 'text' ? openText(file.path) : undefined;
  return text && textOf(text);
}
