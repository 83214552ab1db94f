import type * as Monaco from 'monaco-editor/editor';
import { updateFile } from '../model/editorStore.ts';

/** Counts what is marked in a text, whoever marked it, for the bottom bar. */
export function countProblems(monaco: typeof Monaco, model: Monaco.editor.ITextModel, path: string): void {
  const { Error, Warning, Info } = monaco.MarkerSeverity;
  const severities = monaco.editor.getModelMarkers({ resource: model.uri }).map(({ severity }) => severity);
  const count = (wanted: Monaco.MarkerSeverity) => severities.filter((each) => each === wanted).length;
  updateFile(path, {
    problems: { errors: count(Error), warnings: count(Warning), notes: count(Info) },
  });
}
