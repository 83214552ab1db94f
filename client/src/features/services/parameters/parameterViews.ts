import { assertNever } from '../../../../../shared/core/assertNever.ts';
import type { Serialisation } from '../../../../../shared/releases.ts';
import type { InstanceParameters } from '../../../../../shared/parameters/parameterProblems.ts';
import { readXml, writeXml } from './instanceXml.ts';
import { readRows, writeRows, type ParameterRow } from './parameterRows.ts';
import { readJson, writeJson } from './parametersJson.ts';
import type { ParametersRead } from './readParameters.ts';

/** The four ways to see and edit parameters. */
export const parameterViews = ['form', 'rows', 'json', 'xml'] as const;
export type ParameterView = (typeof parameterViews)[number];

/** What users call them. */
export const viewLabel: Readonly<Record<ParameterView, string>> = {
  form: 'Form',
  rows: 'Rows',
  json: 'JSON',
  xml: 'Instance XML',
};

/** Parameters as they are being typed: what is not finished yet is kept as it stands. */
export type TypedParameters =
  | { readonly view: 'form'; readonly parameters: InstanceParameters }
  | { readonly view: 'rows'; readonly rows: readonly ParameterRow[] }
  | { readonly view: 'json' | 'xml'; readonly text: string };

/** What was typed, as parameters; or why it is not that. */
export function readTyped(typed: TypedParameters, serialisation: Serialisation): ParametersRead {
  switch (typed.view) {
    case 'form':
      return { parameters: typed.parameters, placeOf: () => undefined };
    case 'rows':
      return readRows(typed.rows);
    case 'json':
      return readJson(typed.text);
    case 'xml':
      return readXml(typed.text, serialisation);
    default:
      return assertNever(typed);
  }
}

/** Parameters in one of the views; or why they cannot be shown there. */
export function writeTyped(
  parameters: InstanceParameters,
  view: ParameterView,
  serialisation: Serialisation,
): TypedParameters | { readonly refusal: string } {
  switch (view) {
    case 'form':
      return { view, parameters };
    case 'rows':
      return { view, rows: writeRows(parameters) };
    case 'json':
      return { view, text: writeJson(parameters) };
    case 'xml': {
      const written = writeXml(parameters, serialisation);
      return 'text' in written ? { view, text: written.text } : written;
    }
    default:
      return assertNever(view);
  }
}
