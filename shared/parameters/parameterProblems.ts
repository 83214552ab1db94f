import { Validator } from '@cfworker/json-schema';
import type { OutputUnit, SchemaDraft } from '@cfworker/json-schema';
import type { SoftwareInstance } from '../instances.ts';
import type { SoftwareType } from '../releases.ts';
import { allowedTypes, typeOf } from './allowedTypes.ts';
import { givenParameters } from './givenParameters.ts';
import { nameProblem } from './nameProblem.ts';
import { problemSentence } from './problemSentence.ts';
import { parseJson } from '../core/json.ts';

/** Parameters by name, as a requester gives them. */
export type InstanceParameters = SoftwareInstance['instanceParameters'];

/** What is wrong with one parameter. */
export interface ParameterProblem {
  /** JSON pointer, for example `/ports/0`; empty for all of the parameters together. */
  readonly pointer: string;
  readonly sentence: string;
}

/**
 * What is wrong with parameters by the description of their software type, and by what buildout can take; defaults are
 * not filled in. Throws Error for a schema that cannot be used, for example for a reference that leads nowhere.
 */
export function findParameterProblems(
  { serialisation, parameters: schema }: SoftwareType,
  parameters: InstanceParameters,
): ParameterProblem[] {
  const { value, problems } =
    serialisation === 'xml'
      ? asTyped(givenParameters(parameters), schema ?? {})
      : { value: parameters, problems: namesProblems(parameters) };
  if (schema === undefined) return problems;
  const told = new Set(problems.map(({ pointer }) => pointer));
  const found = errorsBySchema(schema, value).map(problemSentence);
  return [...problems, ...found.filter(({ pointer }) => !told.has(pointer))];
}

/**
 * What is wrong with what an instance published, by the schema of its connection parameters. Where all values are texts, as
 * `slapos.cookbook:publish` makes them, a text stands for what the schema wants. Throws as `findParameterProblems` does.
 */
export function findConnectionProblems(
  schema: Record<string, unknown>,
  published: InstanceParameters,
): ParameterProblem[] {
  const areTexts = Object.values(published).every((value) => typeof value === 'string');
  return errorsBySchema(schema, areTexts ? asTyped(published, schema).value : published).map((error) => ({
    ...problemSentence(error),
    ...(error.keyword === 'required' && { sentence: 'It is not published.' }),
  }));
}

function errorsBySchema(schema: Record<string, unknown>, value: unknown): OutputUnit[] {
  // The validator writes into the schema that it is given.
  const { errors } = new Validator(structuredClone(schema), draftOf(schema), false).validate(value);
  return leaves(errors);
}

interface Value {
  readonly value: unknown;
  readonly problems: ParameterProblem[];
}

/**
 * Parameters that are serialised one by one reach the instance as texts. A text stands for a number, say, where the
 * schema wants one; and what is no text is refused where the schema does not want it.
 */
function asTyped(given: InstanceParameters, schema: Record<string, unknown>): Value {
  const problems = namesProblems(given);
  const typed = Object.entries(given).map(([name, value]) => {
    const types = allowedTypes(schema, name);
    if (typeof value === 'string') {
      return [name, types === undefined || types.has('string') ? value : parsed(value)] as const;
    }
    if (types?.has(typeOf(value)) !== true) {
      const sentence = 'It must be a text: the parameters of this software type are texts.';
      problems.push({ pointer: `/${escapePointer(name)}`, sentence });
    }
    return [name, value] as const;
  });
  return { value: Object.fromEntries(typed), problems };
}

/** Of the parameters themselves: what is inside them makes no option. */
function namesProblems(parameters: object): ParameterProblem[] {
  return Object.keys(parameters).flatMap((name) => {
    const sentence = nameProblem(name);
    return sentence === undefined ? [] : { pointer: `/${escapePointer(name)}`, sentence };
  });
}

/** What a text says as JSON, else the text. */
function parsed(value: string): unknown {
  const json = parseJson(value);
  return json === undefined ? value : json;
}

function escapePointer(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}

function draftOf({ $schema }: Record<string, unknown>): SchemaDraft {
  if (typeof $schema !== 'string') return '2020-12';
  if ($schema.includes('draft-04')) return '4';
  if (/draft-0[67]/.test($schema)) return '7';
  return $schema.includes('2019-09') ? '2019-09' : '2020-12';
}

/** Keywords that only pass on what is wrong below them. */
const passingOn =
  /^(?:\$ref|\$recursiveRef|properties|patternProperties|additionalProperties|unevaluatedProperties|propertyNames|items|prefixItems|additionalItems|unevaluatedItems|allOf|if|dependentSchemas)$/;

/** The errors to tell: each once, not what an alternative is missing, and not what only repeats another. */
function leaves(errors: OutputUnit[]): OutputUnit[] {
  const alternatives = errors.filter(({ keyword }) => /^(?:anyOf|oneOf)$/.test(keyword));
  const own = errors.filter(
    ({ keywordLocation }) =>
      !alternatives.some((one) => keywordLocation.startsWith(`${one.keywordLocation}/`)),
  );
  const told = own.filter(({ keyword }) => !passingOn.test(keyword));
  return told.length === 0 ? own.slice(0, 1) : told;
}
