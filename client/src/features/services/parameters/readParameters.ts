import type { InstanceParameters } from '../../../../../shared/parameters/parameterProblems.ts';
import type { TextPlace } from './textPlace.ts';

/** Why what was typed is no set of parameters. */
export interface ReadProblem {
  /** In which line and column of a text, or in which row. */
  readonly place: TextPlace | { readonly row: number } | undefined;
  readonly sentence: string;
}

/** What was typed, understood: the parameters, and where in the text each value stands; or why it is refused. */
export type ParametersRead =
  | { readonly parameters: InstanceParameters; readonly placeOf: (pointer: string) => ReadProblem['place'] }
  | { readonly problem: ReadProblem };

/** One key of a JSON pointer. */
export function pointerToken(name: string | number): string {
  return String(name).replaceAll('~', '~0').replaceAll('/', '~1');
}

/** The place of a value, or of the nearest one around it that has a place. */
export function nearestPlace(places: ReadonlyMap<string, TextPlace>, pointer: string): TextPlace | undefined {
  for (let at = pointer; ; at = at.slice(0, at.lastIndexOf('/'))) {
    const place = places.get(at);
    if (place !== undefined || at === '') return place;
  }
}

/** A problem in words, with its place. */
export function problemText({ place, sentence }: ReadProblem): string {
  if (place === undefined) return sentence;
  return 'row' in place
    ? `Row ${place.row}: ${sentence}`
    : `Line ${place.line}, column ${place.column}: ${sentence}`;
}
