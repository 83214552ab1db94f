import { RequestFile } from '../../../../../shared/requestFile.ts';
import { findJsonPlaces } from '../parameters/jsonPlaces.ts';
import { readJsonValue } from '../parameters/parametersJson.ts';
import { nearestPlace, pointerToken } from '../parameters/readParameters.ts';
import type { TextPlace } from '../parameters/textPlace.ts';

/** What is wrong with a request file, with its place. */
export interface RequestProblem {
  readonly place: TextPlace;
  readonly sentence: string;
  /** It is no reason to refuse the request. */
  readonly isNote?: true;
}

/** A request file, understood, with where each value stands; or what is wrong with it. */
type RequestRead =
  | { readonly request: RequestFile; readonly placeOf: (pointer: string) => TextPlace }
  | { readonly problems: readonly RequestProblem[] };

const start: TextPlace = { line: 1, column: 1 };

/** Reads the text of a request file. */
export function readRequest(text: string): RequestRead {
  const read = readJsonValue(text);
  if ('problem' in read) return { problems: [read.problem] };
  const { places } = findJsonPlaces(text);
  const placeOf = (pointer: string): TextPlace => nearestPlace(places, pointer) ?? start;
  const parsed = RequestFile.safeParse(read.value);
  if (parsed.success) return { request: parsed.data, placeOf };
  return {
    problems: parsed.error.issues.flatMap((issue) => {
      const pointer = issue.path.map((key) => `/${pointerToken(String(key))}`).join('');
      if (issue.code !== 'unrecognized_keys') {
        const name = issue.path.map(String).join(' › ');
        return {
          place: placeOf(pointer),
          sentence: name === '' ? issue.message : `${name}: ${issue.message}`,
        };
      }
      return issue.keys.map((key) => ({
        place: placeOf(`${pointer}/${pointerToken(key)}`),
        sentence: `A request has no "${key}": it has ${Object.keys(RequestFile.shape).join(', ')}.`,
      }));
    }),
  };
}
