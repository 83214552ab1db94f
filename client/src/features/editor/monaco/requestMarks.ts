import type * as Monaco from 'monaco-editor/editor';
import { referenceOfRequest } from '../../../../../shared/requestFile.ts';
import { reportFailure } from '../../../core/commands/reportFailure.ts';
import { loadRequestCheck } from '../../services/index.ts';
import { updateFile } from '../model/editorStore.ts';

type Model = Monaco.editor.ITextModel;

/** Who sets the markers. */
const owner = 'request';
/** A text is looked at when nothing was typed for this long, in ms. */
const pause = 300;

/** Marks what is wrong in request files: by what a request has, and by what its release says of its parameters. */
export function registerRequestMarks(monaco: typeof Monaco): void {
  monaco.editor.onDidCreateModel((model) => {
    const path = model.uri.scheme === 'file' ? model.uri.path.slice(1) : '';
    if (referenceOfRequest(path) === undefined) return;
    const look = () => reportFailure(lookAt(monaco, model, path));
    let timer = setTimeout(look);
    const edits = model.onDidChangeContent(() => {
      clearTimeout(timer);
      timer = setTimeout(look, pause);
    });
    model.onWillDispose(() => {
      clearTimeout(timer);
      edits.dispose();
    });
  });
}

async function lookAt(monaco: typeof Monaco, model: Model, path: string): Promise<void> {
  const version = model.getVersionId();
  const check = await loadRequestCheck();
  const { problems } = await check(model.getValue());
  // What was found in another version is no longer where it was.
  if (model.isDisposed() || model.getVersionId() !== version) return;
  monaco.editor.setModelMarkers(
    model,
    owner,
    problems.map(({ place: { line, column }, sentence, isNote }) => ({
      startLineNumber: line,
      startColumn: column,
      endLineNumber: line,
      endColumn: model.getLineMaxColumn(Math.min(line, model.getLineCount())),
      severity: monaco.MarkerSeverity[isNote === true ? 'Info' : 'Error'],
      message: sentence,
      source: 'request',
    })),
  );
  const notes = problems.filter(({ isNote }) => isNote === true).length;
  updateFile(path, { problems: { errors: problems.length - notes, warnings: 0, notes } });
}
