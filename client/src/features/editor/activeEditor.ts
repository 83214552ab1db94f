import type { editor } from 'monaco-editor/editor';

let active: editor.IStandaloneCodeEditor | undefined;

/** Notes the editor that is on screen, for commands that act on it. */
export function setActiveEditor(instance: editor.IStandaloneCodeEditor | undefined): void {
  active = instance;
}

/** Runs one of Monaco's own actions, for example `editor.action.quickOutline`. */
export async function runEditorAction(id: string): Promise<void> {
  active?.focus();
  await active?.getAction(id)?.run();
}
