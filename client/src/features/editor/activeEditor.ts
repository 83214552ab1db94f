import type { editor } from 'monaco-editor/editor';

let active: editor.IStandaloneCodeEditor | undefined;

/** Notes the editor that is on screen, for commands that act on it. */
export function setActiveEditor(instance: editor.IStandaloneCodeEditor | undefined): void {
  active = instance;
}

export function focusEditor(): void {
  active?.focus();
}

/** The text that is selected in the editor; undefined where it has several lines, or there is none. */
export function selectedText(): string | undefined {
  const selection = active?.getSelection();
  if (!selection || selection.startLineNumber !== selection.endLineNumber) return undefined;
  return active?.getModel()?.getValueInRange(selection);
}

/** Runs one of Monaco's own actions, for example `editor.action.quickOutline`. */
export async function runEditorAction(id: string): Promise<void> {
  active?.focus();
  await active?.getAction(id)?.run();
}
