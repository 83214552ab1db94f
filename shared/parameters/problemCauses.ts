import type { OutputUnit } from '@cfworker/json-schema';
import { followPointer } from './followPointer.ts';
import { problemSentence } from './problemSentence.ts';

/** Keywords that only pass on what is wrong below them. */
const passingOn =
  /^(?:\$ref|\$recursiveRef|properties|patternProperties|additionalProperties|unevaluatedProperties|propertyNames|items|prefixItems|additionalItems|unevaluatedItems|allOf|if|dependentSchemas)$/;

/** What is said of one value. */
interface Cause {
  readonly pointer: string;
  readonly sentence: string;
}

/**
 * What the errors of a validator come from, a sentence for each mistake: not what only repeats another error, nor what
 * follows from one, nor what the alternatives miss that are not meant.
 */
export function findCauses(errors: readonly OutputUnit[], schema: Record<string, unknown>): Cause[] {
  const causes = causesOf(withoutConsequences(errors, schema));
  if (causes.length > 0 || errors[0] === undefined) return causes;
  return [problemSentence(errors[0])];
}

/** Whether an error says that no alternative fits, or too many do. */
export function isAlternative({ keyword }: OutputUnit): boolean {
  return keyword === 'anyOf' || keyword === 'oneOf';
}

/** Whether an error comes from a branch of an alternative. */
export function isInside(error: OutputUnit, alternative: OutputUnit): boolean {
  return (
    error.keywordLocation.startsWith(`${alternative.keywordLocation}/`) &&
    isWithin(error.instanceLocation, alternative.instanceLocation)
  );
}

function isWithin(pointer: string, around: string): boolean {
  return pointer === around || pointer.startsWith(`${around}/`);
}

function causesOf(errors: readonly OutputUnit[]): Cause[] {
  const alternatives = errors.filter(isAlternative);
  const outer = errors.filter((error) => !alternatives.some((one) => one !== error && isInside(error, one)));
  return outer.flatMap((error) => {
    if (isAlternative(error)) {
      return causesOfAlternative(
        error,
        errors.filter((one) => isInside(one, error)),
      );
    }
    return passingOn.test(error.keyword) ? [] : [problemSentence(error)];
  });
}

/** Of the branch that is meant, where values or types tell which; else which values there are to choose from. */
function causesOfAlternative(error: OutputUnit, inside: readonly OutputUnit[]): Cause[] {
  const branches = new Map<string, OutputUnit[]>();
  for (const one of inside) {
    const [index = ''] = one.keywordLocation.slice(error.keywordLocation.length + 1).split('/');
    branches.set(index, [...(branches.get(index) ?? []), one]);
  }
  const lists = [...branches.values()];
  const meant = lists.filter((list) => !list.some((one) => tellsApart(one, error)));
  const [only] = meant;
  if (meant.length === 1 && only !== undefined && lists.length > 1) {
    const causes = causesOf(only);
    if (causes.length > 0) return causes;
  }
  return commonChoice(lists) ?? [problemSentence(error)];
}

/** Whether an error in a branch says that another branch is meant. */
function tellsApart({ keyword, instanceLocation }: OutputUnit, alternative: OutputUnit): boolean {
  const below = instanceLocation.slice(alternative.instanceLocation.length);
  if (keyword === 'const' || keyword === 'enum') return below.split('/').length <= 2;
  return keyword === 'type' && below === '';
}

/** The values of all branches, where each of them wants one for the same member. */
function commonChoice(branches: readonly OutputUnit[][]): Cause[] | undefined {
  const wanted = branches.map((list) => list.filter(({ keyword }) => keyword === 'const'));
  const place = wanted[0]?.[0]?.instanceLocation;
  if (place === undefined || branches.length < 2) return undefined;
  const values = wanted.map((list) => list.find(({ instanceLocation }) => instanceLocation === place));
  if (!values.every((one) => one !== undefined)) return undefined;
  const [first] = values.map(problemSentence);
  const words = values.map(({ error }) => error.replace(/^.*? match (.*)\.$/s, '$1'));
  return [{ pointer: first?.pointer ?? '', sentence: `It must be one of ${[...new Set(words)].join(',')}.` }];
}

/**
 * Without what `unevaluatedProperties` says of members that a part of the schema describes: that part is refused for a
 * reason of its own, which is told.
 */
function withoutConsequences(errors: readonly OutputUnit[], schema: Record<string, unknown>): OutputUnit[] {
  const followed = new Set<OutputUnit>();
  errors.forEach((error, index) => {
    const refusal = errors[index + 1];
    if (error.keyword !== 'unevaluatedProperties' || refusal?.keyword !== 'false') return;
    const around = schemaAt(schema, error.keywordLocation.replace(/\/unevaluatedProperties$/, ''));
    const name = decodeURIComponent(refusal.instanceLocation.slice(error.instanceLocation.length + 1))
      .replaceAll('~1', '/')
      .replaceAll('~0', '~');
    if (describes(schema, around, name, maxSteps)) followed.add(refusal);
  });
  return errors.filter((error) => !followed.has(error));
}

/** References that are followed from one schema. */
const maxSteps = 20;

/** The schema at a location that the validator tells, which goes through references. */
function schemaAt(root: Record<string, unknown>, location: string): unknown {
  let at: unknown = root;
  for (const token of location.replace(/^#\/?/, '').split('/')) {
    if (token === '' || typeof at !== 'object' || at === null) continue;
    const next = followPointer(at, `#/${token}`);
    at = token === '$ref' && typeof next === 'string' ? followPointer(root, next) : next;
  }
  return at;
}

/** Whether a schema, or a part of it that is about the same value, describes a member. */
function describes(root: Record<string, unknown>, schema: unknown, name: string, steps: number): boolean {
  if (typeof schema !== 'object' || schema === null || steps === 0) return false;
  const { properties, patternProperties, $ref, ...rest } = schema as Record<string, unknown>;
  if (isObject(properties) && Object.hasOwn(properties, name)) return true;
  if (
    isObject(patternProperties) &&
    Object.keys(patternProperties).some((one) => new RegExp(one, 'u').test(name))
  ) {
    return true;
  }
  const lists = [rest.allOf, rest.anyOf, rest.oneOf].flatMap((list): unknown[] =>
    Array.isArray(list) ? list : [],
  );
  const parts = [
    ...lists,
    ...[rest.if, rest.then, rest.else],
    ...(isObject(rest.dependentSchemas) ? Object.values(rest.dependentSchemas) : []),
    ...(typeof $ref === 'string' ? [followPointer(root, $ref)] : []),
  ];
  return parts.some((part) => describes(root, part, name, steps - 1));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
