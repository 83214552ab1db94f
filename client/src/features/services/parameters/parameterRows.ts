import type { InstanceParameters } from '../../../../../shared/parameters/parameterProblems.ts';
import type { Json } from '../../../core/format/secrets.ts';
import { readJsonValue } from './parametersJson.ts';
import { pointerToken, type ParametersRead } from './readParameters.ts';

/** A parameter as a row: its name, and its value as a text, or as JSON where it is something else. */
export interface ParameterRow {
  /** Tells rows apart while their names change. */
  readonly key: number;
  readonly name: string;
  readonly text: string;
  readonly isJson: boolean;
}

/** Parameters as rows. A text with carriage returns is JSON too: fields for text would make line ends of them. */
export function writeRows(parameters: InstanceParameters): ParameterRow[] {
  return Object.entries(parameters).map(([name, value], key) =>
    typeof value === 'string' && !value.includes('\r')
      ? { key, name, text: value, isJson: false }
      : { key, name, text: JSON.stringify(value, undefined, 2), isJson: true },
  );
}

/** Reads rows; one without name and value is none. */
export function readRows(rows: readonly ParameterRow[]): ParametersRead {
  const entries: [string, Json][] = [];
  const numbers = new Map<string, number>();
  for (const [index, { name, text, isJson }] of rows.entries()) {
    const place = { row: index + 1 };
    if (name === '' && text.trim() === '') continue;
    if (name === '') return { problem: { place, sentence: 'The parameter needs a name.' } };
    const pointer = `/${pointerToken(name)}`;
    if (numbers.has(pointer)) return { problem: { place, sentence: `The name “${name}” is used twice.` } };
    numbers.set(pointer, index + 1);
    if (!isJson) {
      entries.push([name, text]);
      continue;
    }
    const read = readJsonValue(text);
    if ('problem' in read) {
      const { line, column } = read.problem.place;
      const sentence = `The value of “${name}”, line ${line}, column ${column}: ${read.problem.sentence}`;
      return { problem: { place, sentence } };
    }
    entries.push([name, read.value]);
  }
  return {
    parameters: Object.fromEntries(entries),
    placeOf: (pointer) => {
      const row = numbers.get(/^\/[^/]*/.exec(pointer)?.[0] ?? '');
      return row === undefined ? undefined : { row };
    },
  };
}
