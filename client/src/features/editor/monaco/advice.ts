import type * as Monaco from 'monaco-editor/editor';
import { dependsOnCookbook, findAdvice, isAdvised } from '../../../../../shared/profile/advice/findAdvice.ts';
import type { Finding } from '../../../../../shared/profile/advice/rule.ts';
import { cookbookOf } from './cookbookOf.ts';
import { countProblems } from './countProblems.ts';
import { lineStartsOf, rangeAt } from './offsets.ts';

type Model = Monaco.editor.ITextModel;

/** Who sets the markers. */
const owner = 'advice';
/** A text is looked at when nothing was typed for this long, in ms. */
const pause = 300;

const markerSeverity = { error: 'Error', warning: 'Warning', info: 'Info' } as const;

/** The view that goes from problem to problem does not wrap what is said. */
const lineOfWords = /(.{70,100}) /g;

/** Findings of a version of a text, with the starts of its lines. */
interface Advice {
  readonly version: number;
  readonly findings: readonly Finding[];
  readonly lineStarts: readonly number[];
}

const advice = new WeakMap<Model, Advice>();

/**
 * Marks lines of the user's profiles and promises that are out of date, and offers to replace them. Texts of instances
 * and releases are results, not written by anybody, and get none.
 */
export function registerAdvice(monaco: typeof Monaco): void {
  monaco.editor.onDidCreateModel((model) => {
    const path = pathOf(model);
    if (path === undefined || !path.startsWith('workspace/') || !isAdvised(path)) return;
    let cookbook: string | undefined;
    const look = () => {
      const isAsking = lookAt(monaco, model, path, cookbook);
      if (isAsking) {
        void cookbookOf(path).then((version) => {
          if (model.isDisposed() || version === cookbook) return;
          cookbook = version;
          lookAt(monaco, model, path, cookbook);
        });
      }
    };
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

/** Marks what is found in a text. Answers whether there would be more to say if the version of the cookbook were the known one. */
function lookAt(monaco: typeof Monaco, model: Model, path: string, cookbook: string | undefined): boolean {
  const lines = model.getLinesContent();
  const lineStarts = lineStartsOf(lines);
  const text = lines.join('\n');
  const findings = findAdvice(path, text, { cookbook });
  advice.set(model, { version: model.getVersionId(), findings, lineStarts });
  monaco.editor.setModelMarkers(
    model,
    owner,
    findings.map(({ from, to, severity, message, rule }) => ({
      ...rangeAt(lineStarts, from, to),
      severity: monaco.MarkerSeverity[markerSeverity[severity]],
      message: message.replace(lineOfWords, '$1\n'),
      source: 'advice',
      code: rule,
    })),
  );
  countProblems(monaco, model, path);
  return dependsOnCookbook(path, text);
}

/** The replacements that are offered for what a range touches. */
function actionsAt(
  model: Model,
  range: Monaco.IRange,
  markers: Monaco.editor.IMarkerData[],
): Monaco.languages.CodeAction[] {
  const known = advice.get(model);
  // What was found in another version is no longer where it was.
  if (known?.version !== model.getVersionId()) return [];
  return known.findings.flatMap(({ rule, from, to, fix }) => {
    const place = rangeAt(known.lineStarts, from, to);
    if (fix === undefined || !isTouching(place, range)) return [];
    return [
      {
        title: fix.title,
        kind: 'quickfix',
        isPreferred: true,
        diagnostics: markers.filter(
          ({ code, startLineNumber }) => code === rule && startLineNumber === place.startLineNumber,
        ),
        edit: {
          edits: fix.edits.map((edit) => ({
            resource: model.uri,
            versionId: known.version,
            textEdit: { range: rangeAt(known.lineStarts, edit.from, edit.to), text: edit.text },
          })),
        },
      },
    ];
  });
}

function isTouching(a: Monaco.IRange, b: Monaco.IRange): boolean {
  return a.startLineNumber <= b.endLineNumber && b.startLineNumber <= a.endLineNumber;
}

/** The client path of an open file; undefined for models of another kind, such as the sides of a comparison. */
function pathOf({ uri }: Model): string | undefined {
  return uri.scheme === 'file' ? uri.path.slice(1) : undefined;
}
