import type * as Monaco from 'monaco-editor/editor';
import { AppError } from '../../../../../shared/core/errors.ts';
import type { CheckedHashFile } from '../../../../../shared/hashes.ts';
import { isStale, withSums, type CheckedEntry } from '../../../../../shared/profile/hashFile.ts';
import { call, UnreachableError } from '../../../core/api/client.ts';
import { reportFailure } from '../../../core/commands/reportFailure.ts';
import { onFileChanges } from '../../files/index.ts';
import { openText } from '../modelRegistry.ts';
import { useEditorStore } from '../model/editorStore.ts';
import { checkText, isHashFile, listedPath } from '../model/hashFiles.ts';
import { smallestEdit } from '../../../core/format/textFormat.ts';
import { countProblems } from './countProblems.ts';
import { lineStartsOf, rangeAt } from './offsets.ts';

type Model = Monaco.editor.ITextModel;

/** Who sets the markers. */
const hashOwner = 'md5';
/** A text is looked at when nothing was typed, and the files on disk when nothing changed, for this long, in ms. */
const pause = 300;

/** Stale entries of a version of a text. */
const stale = new WeakMap<Model, { readonly version: number; readonly entries: readonly CheckedEntry[] }>();

/** Marks the sums in open hash files that are not those of the files that they are about, and offers to replace each. */
export function registerHashMarks(monaco: typeof Monaco): void {
  monaco.editor.onDidCreateModel((model) => {
    const path = model.uri.path.slice(1);
    if (model.uri.scheme !== 'file' || !isHashFile(path)) return;
    const stops = followModel(monaco, model, path);
    model.onWillDispose(() => {
      for (const stop of stops) stop();
    });
  });
  monaco.languages.registerCodeActionProvider(
    '*',
    {
      provideCodeActions: (model, range, { markers }) => ({
        actions: actionsAt(model, range, markers),
        dispose: () => undefined,
      }),
    },
    { providedCodeActionKinds: ['quickfix'] },
  );
}

function followModel(monaco: typeof Monaco, model: Model, path: string): (() => void)[] {
  let known: CheckedHashFile = { path, entries: [] };
  const mark = () => reportFailure(markStale(monaco, model, known));
  const ask = async (): Promise<void> => {
    try {
      known = (await call('checkHashes', { query: { path } })).files[0] ?? known;
    } catch (error) {
      // It was deleted, or the server has gone: what was known stays.
      if (!(error instanceof AppError || error instanceof UnreachableError)) throw error;
    }
    mark();
  };
  const marking = createPause(mark);
  const asking = createPause(() => reportFailure(ask()));
  asking.soon();
  const typed = model.onDidChangeContent(marking.soon);
  const unsaved = useEditorStore.subscribe(({ files }, before) => {
    if (files === before.files) return;
    const isDirty = (file: string, all: typeof files) => all.get(file)?.dirty === true;
    if ([...files.keys()].some((file) => isDirty(file, files) !== isDirty(file, before.files)))
      marking.soon();
  });
  const stopFollowing = onFileChanges(asking.soon);
  return [() => typed.dispose(), unsaved, stopFollowing, marking.stop, asking.stop];
}

async function markStale(monaco: typeof Monaco, model: Model, known: CheckedHashFile): Promise<void> {
  const text = openText(known.path);
  if (text?.model !== model) return;
  const entries = await checkText(text, known);
  if (model.isDisposed()) return;
  stale.set(model, { version: model.getVersionId(), entries: entries.filter(isStale) });
  const { files } = useEditorStore.getState();
  const markers = entries.flatMap((entry): Monaco.editor.IMarkerData[] => {
    const isUnsaved = files.get(listedPath(known.path, entry.filename))?.dirty === true;
    if (entry.md5sum === undefined || (!isUnsaved && !isStale(entry))) return [];
    const message = isUnsaved
      ? `${entry.filename} has unsaved edits: its MD5 sum will be another.`
      : `The MD5 sum is stale: that of ${entry.filename} is ${entry.md5 ?? ''}.`;
    const { sumLine: line } = entry;
    return [
      {
        startLineNumber: line,
        startColumn: model.getLineFirstNonWhitespaceColumn(line),
        endLineNumber: line,
        endColumn: model.getLineMaxColumn(line),
        severity: isUnsaved ? monaco.MarkerSeverity.Info : monaco.MarkerSeverity.Warning,
        message,
        source: hashOwner,
      },
    ];
  });
  monaco.editor.setModelMarkers(model, hashOwner, markers);
  countProblems(monaco, model, known.path);
}

/** To replace the sum in a line that a range touches. */
function actionsAt(
  model: Model,
  range: Monaco.IRange,
  markers: Monaco.editor.IMarkerData[],
): Monaco.languages.CodeAction[] {
  const known = stale.get(model);
  // What was found in another version is no longer where it was.
  if (known?.version !== model.getVersionId()) return [];
  const touched = known.entries.filter(
    ({ sumLine }) => range.startLineNumber <= sumLine && sumLine <= range.endLineNumber,
  );
  const lines = model.getLinesContent();
  const text = lines.join('\n');
  return touched.map((entry) => {
    const edit = smallestEdit(text, withSums(text, [entry]));
    return {
      title: `Update the MD5 sum of ${entry.filename}`,
      kind: 'quickfix',
      isPreferred: true,
      diagnostics: markers.filter(({ startLineNumber }) => startLineNumber === entry.sumLine),
      edit: {
        edits: [
          {
            resource: model.uri,
            versionId: known.version,
            textEdit: { range: rangeAt(lineStartsOf(lines), edit.start, edit.end), text: edit.text },
          },
        ],
      },
    };
  });
}

function createPause(action: () => void) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    soon: () => {
      clearTimeout(timer);
      timer = setTimeout(action, pause);
    },
    stop: () => clearTimeout(timer),
  };
}
