import type { Serialisation } from '../../../../../shared/model/release.ts';
import type { InstanceParameters } from '../../../../../shared/parameters/parameterProblems.ts';
import { isJsonObject, type Json } from '../secrets.ts';

/** Whether two sets of parameters are the same for the instance: empty ones do not count, nor does the order. */
export function sameParameters(
  a: InstanceParameters,
  b: InstanceParameters,
  serialisation: Serialisation,
): boolean {
  return fingerprint(a, serialisation) === fingerprint(b, serialisation);
}

function fingerprint(parameters: InstanceParameters, serialisation: Serialisation): string {
  const given = Object.entries(parameters)
    .filter(([, value]) => value !== '' && value !== null)
    .sort(byName);
  return JSON.stringify(
    given.map(([name, value]) => [name, serialisation === 'xml' ? asText(value) : sorted(value)]),
  );
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
