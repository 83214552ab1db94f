import { findJsonProblem } from '../../../../../shared/parameters/jsonProblem.ts';
import type { InstanceParameters } from '../../../../../shared/parameters/parameterProblems.ts';
import { isJsonObject, type Json } from '../../../core/format/secrets.ts';
import { findJsonPlaces } from './jsonPlaces.ts';
import { nearestPlace, type ParametersRead } from './readParameters.ts';
import { placeAt } from './textPlace.ts';

/** Parameters as JSON, for reading and editing. */
export function writeJson(parameters: InstanceParameters): string {
  return JSON.stringify(parameters, undefined, 2);
}

/** Reads parameters written as JSON. What would be lost, such as digits or a name used twice, is refused. */
export function readJson(text: string): ParametersRead {
  if (text.trim() === '') return { parameters: {}, placeOf: () => undefined };
  const read = readJsonValue(text);
  if ('problem' in read) return read;
  if (!isJsonObject(read.value)) {
    const sentence = 'Parameters are one object: { "name": value }.';
    return { problem: { place: placeAt(text, text.length - text.trimStart().length), sentence } };
  }
  const { places } = findJsonPlaces(text);
  return { parameters: read.value, placeOf: (pointer) => nearestPlace(places, pointer) };
}

/** Reads any JSON value; refuses what would be lost. */
export function readJsonValue(
  text: string,
): { value: Json } | { problem: { place: { line: number; column: number }; sentence: string } } {
  let value: Json;
  try {
    value = JSON.parse(text, (_, item: unknown) => (Object.is(item, -0) ? 0 : item)) as Json;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const problem = findJsonProblem(text) ?? { line: 1, column: 1, sentence: error.message };
    return { problem: { place: { line: problem.line, column: problem.column }, sentence: problem.sentence } };
  }
  const { loss } = findJsonPlaces(text);
  if (loss) return { problem: { place: placeAt(text, loss.offset), sentence: loss.sentence } };
  return { value };
}
