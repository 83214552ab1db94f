import { Validator } from '@cfworker/json-schema';
import type { OutputUnit, SchemaDraft } from '@cfworker/json-schema';
import type { SoftwareInstance } from '../model/instance.ts';
import type { SoftwareType } from '../model/release.ts';
import { allowedTypes, typeOf } from './allowedTypes.ts';
import { problemSentence } from './problemSentence.ts';

/** Parameters by name, as a requester gives them. */
export type InstanceParameters = SoftwareInstance['instanceParameters'];

/** What is wrong with one parameter. */
export interface ParameterProblem {
  /** JSON pointer, for example `/ports/0`; empty for all of the parameters together. */
  readonly pointer: string;
  readonly sentence: string;
}

/** The parameters that count as given: an empty text is the same as no parameter. */
export function givenParameters(parameters: InstanceParameters): InstanceParameters {
  return Object.fromEntries(Object.entries(parameters).filter(([, value]) => value !== '' && value !== null));
}

/**
 * What is wrong with parameters by the description of their software type; defaults are not filled in. Throws Error
 * for a schema that cannot be used, for example for a reference that leads nowhere.
 */
export function findParameterProblems(
  { serialisation, parameters: schema }: SoftwareType,
  parameters: InstanceParameters,
): ParameterProblem[] {
  const given = givenParameters(parameters);
  const { value, problems } = serialisation === 'xml' ? asTyped(given, schema ?? {}) : unwrapped(given);
  if (schema === undefined || value === undefined) return problems;
  const told = new Set(problems.map(({ pointer }) => pointer));
  // The validator writes into the schema that it is given.
  const { errors } = new Validator(structuredClone(schema), draftOf(schema), false).validate(value);
  const found = leaves(errors).map(problemSentence);
  return [...problems, ...found.filter(({ pointer }) => !told.has(pointer))];
}

interface Value {
  readonly value?: unknown;
  readonly problems: ParameterProblem[];
}

/** All parameters may be given as one JSON text under `_`: so slapproxy keeps them. */
function unwrapped(given: InstanceParameters): Value {
  if (typeof given._ !== 'string' || Object.keys(given).length > 1) return { value: given, problems: [] };
  try {
    const value: unknown = JSON.parse(given._);
    return { value, problems: [] };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { problems: [{ pointer: '/_', sentence: 'It must be all of the parameters as one JSON text.' }] };
  }
}

/**
 * Parameters that are serialised one by one reach the instance as texts. A text stands for a number, say, where the
 * schema wants one; and what is no text is refused where the schema does not want it.
 */
function asTyped(given: InstanceParameters, schema: Record<string, unknown>): Value {
  const problems: ParameterProblem[] = [];
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

/** What a text says as JSON, else the text. */
function parsed(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch (error) {
    if (error instanceof SyntaxError) return value;
    throw error;
  }
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
