import type * as Monaco from 'monaco-editor/editor';
import { AppError } from '../../../../../shared/core/errors.ts';
import type { SoftwareType } from '../../../../../shared/releases.ts';
import { planRequest } from '../../../../../shared/requests/planRequest.ts';
import {
  isRequestFile,
  readRequestFile,
  type NamedRequest,
  type RequestFileProblem,
} from '../../../../../shared/requests/requestFile.ts';
import { call, UnreachableError } from '../../../core/api/client.ts';
import { reportFailure } from '../../../core/commands/reportFailure.ts';
import { useReleasesStore } from '../../releases/index.ts';
import { findJsonPlaces, nearestPlace, useInstancesStore } from '../../services/index.ts';
import { countProblems } from './countProblems.ts';

type Model = Monaco.editor.ITextModel;

/** Who sets the markers. */
const requestOwner = 'request';
/** A text is looked at when nothing was typed for this long, in ms. */
const pause = 300;

/** Marks what cannot be asked for in open request files: by their form, by what there is, and by the schema of the release. */
export function registerRequestMarks(monaco: typeof Monaco): void {
  monaco.editor.onDidCreateModel((model) => {
    const path = model.uri.path.slice(1);
    if (model.uri.scheme !== 'file' || !isRequestFile(path)) return;
    let timer: ReturnType<typeof setTimeout>;
    const soon = (): void => {
      clearTimeout(timer);
      timer = setTimeout(() => reportFailure(mark(monaco, model, path)), pause);
    };
    soon();
    const typed = model.onDidChangeContent(soon);
    const stops = [useReleasesStore.subscribe(soon), useInstancesStore.subscribe(soon)];
    model.onWillDispose(() => {
      clearTimeout(timer);
      typed.dispose();
      for (const stop of stops) stop();
    });
  });
}

async function mark(monaco: typeof Monaco, model: Model, path: string): Promise<void> {
  const version = model.getVersionId();
  const text = model.getLinesContent().join('\n');
  const read = readRequestFile(path, text);
  const problems = 'problems' in read ? read.problems : await problemsOf(read.request);
  // What was found in another version is no longer where it was.
  if (model.isDisposed() || model.getVersionId() !== version) return;
  const isJson = problems.every(({ place }) => place === undefined);
  const { places, loss } = isJson ? findJsonPlaces(text) : { places: new Map(), loss: undefined };
  const markers = problems.map(({ pointer, sentence, place }) => {
    const { line, column } = place ?? nearestPlace(places, pointer) ?? { line: 1, column: 1 };
    return markerAt(monaco, model, { line, column, sentence });
  });
  if (loss !== undefined) {
    const { lineNumber: line, column } = model.getPositionAt(loss.offset);
    markers.push(markerAt(monaco, model, { line, column, sentence: loss.sentence }));
  }
  monaco.editor.setModelMarkers(model, requestOwner, markers);
  countProblems(monaco, model, path);
}

function markerAt(
  monaco: typeof Monaco,
  model: Model,
  { line, column, sentence }: { line: number; column: number; sentence: string },
): Monaco.editor.IMarkerData {
  return {
    startLineNumber: line,
    startColumn: column,
    endLineNumber: line,
    endColumn: Math.max(model.getLineMaxColumn(line), column + 1),
    severity: monaco.MarkerSeverity.Error,
    message: sentence,
    source: requestOwner,
  };
}

async function problemsOf(request: NamedRequest): Promise<readonly RequestFileProblem[]> {
  const { releases } = useReleasesStore.getState();
  const { instances } = useInstancesStore.getState();
  // Before the server has answered nothing is known to be missing.
  if (releases === undefined || instances === undefined) return [];
  const plan = planRequest(request, { releases, instances });
  if ('problem' in plan) return [plan.problem];
  try {
    const { softwareTypes } = await call('getReleaseSchema', { params: { release: plan.release.name } });
    const isShared = request.shared === true;
    const known = softwareTypes.filter(({ shared }) => (shared === true) === isShared);
    const type = known.find(({ name }) => name === (request.softwareType ?? 'default'));
    if (type === undefined) return [];
    return await parameterProblemsOf(type, request);
  } catch (error) {
    // The release has gone, or the server has: what cannot be checked here is checked by the run.
    if (error instanceof AppError || error instanceof UnreachableError) return [];
    throw error;
  }
}

async function parameterProblemsOf(
  type: SoftwareType,
  { parameters = {} }: NamedRequest,
): Promise<RequestFileProblem[]> {
  const { findParameterProblems } = await import('../../../../../shared/parameters/parameterProblems.ts');
  try {
    return findParameterProblems(type, parameters).map(({ pointer, sentence }) => ({
      pointer: `/parameters${pointer}`,
      sentence: pointer === '' ? sentence : `${pointer.slice(1)}: ${sentence}`,
    }));
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const reason = error.message.split('\n')[0] ?? '';
    return [
      { pointer: '/parameters', sentence: `The schema of this software type cannot be used: ${reason}` },
    ];
  }
}
