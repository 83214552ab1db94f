import type { Serialisation } from '../../../../../shared/releases.ts';
import { givenParameters } from '../../../../../shared/parameters/givenParameters.ts';
import type { InstanceParameters } from '../../../../../shared/parameters/parameterProblems.ts';
import { isJsonObject, type Json } from '../../../core/format/secrets.ts';

/**
 * Whether two sets of parameters are the same for the instance, in whatever order. Of those that are texts the empty
 * ones do not count; in JSON an empty text, null and nothing are three things.
 */
export function sameParameters(
  a: InstanceParameters,
  b: InstanceParameters,
  serialisation: Serialisation,
): boolean {
  return fingerprint(a, serialisation) === fingerprint(b, serialisation);
}

/** The names of the parameters that are not the same in two sets. */
export function differingNames(
  a: InstanceParameters,
  b: InstanceParameters,
  serialisation: Serialisation,
): string[] {
  const only = (all: InstanceParameters, name: string): InstanceParameters =>
    Object.fromEntries(Object.entries(all).filter(([key]) => key === name));
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...names].filter((name) => !sameParameters(only(a, name), only(b, name), serialisation));
}

function fingerprint(parameters: InstanceParameters, serialisation: Serialisation): string {
  if (serialisation === 'json-in-xml') return JSON.stringify(sorted(parameters));
  const given = Object.entries(givenParameters(parameters)).sort(byName);
  return JSON.stringify(given.map(([name, value]) => [name, asText(value)]));
}

/** What reaches the instance where values are texts. */
function asText(value: Json): string {
  return typeof value === 'string' ? canonicalText(value) : JSON.stringify(sorted(value));
}

/** A text that is a JSON structure, in one form whatever its spaces and order. */
function canonicalText(text: string): string {
  if (!/^\s*[[{]/.test(text)) return text;
  try {
    return JSON.stringify(sorted(JSON.parse(text) as Json));
  } catch (error) {
    if (error instanceof SyntaxError) return text;
    throw error;
  }
}

function sorted(value: Json): Json {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(byName)
      .map(([name, item]) => [name, sorted(item)]),
  );
}

function byName([a]: readonly [string, Json], [b]: readonly [string, Json]): number {
  return a < b ? -1 : Number(a > b);
}
