import { Validator } from '@cfworker/json-schema';
import type { OutputUnit, SchemaDraft } from '@cfworker/json-schema';
import type { SoftwareInstance } from '../instances.ts';
import type { SoftwareType } from '../releases.ts';
import { allowedTypes, typeOf } from './allowedTypes.ts';
import { givenParameters } from './givenParameters.ts';
import { nameProblem } from './nameProblem.ts';
import { findCauses, isAlternative, isInside } from './problemCauses.ts';
import { problemSentence, requiredSentence } from './problemSentence.ts';
import { visitSchema } from './visitSchema.ts';
import { parseJson } from '../core/json.ts';

/** Parameters by name, as a requester gives them. */
export type InstanceParameters = SoftwareInstance['instanceParameters'];

/** What is wrong with one parameter. */
export interface ParameterProblem {
  /** JSON pointer, for example `/ports/0`; empty for all of the parameters together. */
  readonly pointer: string;
  readonly sentence: string;
  /** It is worth a look, and no reason to refuse the parameters. */
  readonly isNote?: true;
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
  const { plain, hasFormats } = withoutFormats(schema);
  const found = findCauses(validate(plain, value), schema).filter(({ pointer }) => !told.has(pointer));
  const all = [...problems, ...found];
  return hasFormats ? [...all, ...formatNotes(schema, value, all)] : all;
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
  const value = areTexts ? asTyped(published, schema).value : published;
  return findCauses(validate(withoutFormats(schema).plain, value), schema).map((problem) =>
    problem.sentence === requiredSentence ? { ...problem, sentence: 'It is not published.' } : problem,
  );
}

/** The validator writes into the schema that it is given. */
function validate(schema: Record<string, unknown>, value: unknown): OutputUnit[] {
  return new Validator(structuredClone(schema), draftOf(schema), false).validate(value).errors;
}

/** SlapOS refuses nothing for its format, so that no verdict may hang on one. */
function withoutFormats(schema: Record<string, unknown>): {
  plain: Record<string, unknown>;
  hasFormats: boolean;
} {
  const plain = structuredClone(schema);
  let hasFormats = false;
  visitSchema(plain, (one) => {
    if (typeof one.format !== 'string') return;
    delete one.format;
    hasFormats = true;
  });
  return { plain, hasFormats };
}

/** What is of another format than the schema says, where nothing worse is said of it. */
function formatNotes(
  schema: Record<string, unknown>,
  value: unknown,
  told: readonly ParameterProblem[],
): ParameterProblem[] {
  const errors = validate(schema, value);
  const alternatives = errors.filter(isAlternative);
  const certain = errors.filter(
    (one) => one.keyword === 'format' && !alternatives.some((other) => isInside(one, other)),
  );
  return certain
    .map((error): ParameterProblem => ({ ...problemSentence(error), isNote: true }))
    .filter(({ pointer }) => !told.some((one) => one.pointer === pointer));
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
