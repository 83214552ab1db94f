import { followPointer } from './followPointer.ts';

/** A type of a JSON value, as schemas name it; integers are numbers here. */
export type JsonType = 'string' | 'number' | 'boolean' | 'null' | 'array' | 'object';

/** References and alternatives that are followed from one parameter. */
const maxSteps = 100;

/** The type of a JSON value. */
export function typeOf(value: unknown): JsonType {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  const type = typeof value;
  return type === 'string' || type === 'number' || type === 'boolean' ? type : 'object';
}

/**
 * The types that a schema of parameters allows for one of them, as far as it says so plainly: by `type`, `enum` or
 * `const`, also in alternatives and behind references inside the schema. Undefined where it does not say.
 */
export function allowedTypes(schema: Record<string, unknown>, name: string): Set<JsonType> | undefined {
  let steps = 0;
  /** The schemas of the parameter itself, wherever the schema of all of them has them. */
  const find = (of: unknown): unknown[] => {
    if (!isSchema(of) || ++steps > maxSteps) return [];
    const own = isSchema(of.properties) && Object.hasOwn(of.properties, name) ? [of.properties[name]] : [];
    return [...own, ...branches(schema, of, ['allOf', 'anyOf', 'oneOf']).flatMap(find)];
  };
  const types = (of: unknown): Set<JsonType> | undefined => {
    if (!isSchema(of) || ++steps > maxSteps) return undefined;
    const own = ownTypes(of);
    if (own !== undefined) return own;
    const all = branches(schema, of, ['allOf']).map(types);
    const known = all.find((one) => one !== undefined);
    if (known !== undefined) return known;
    const either = branches(schema, of, ['anyOf', 'oneOf']).map(types);
    if (either.length === 0 || either.includes(undefined)) return undefined;
    return new Set(either.flatMap((one) => [...(one ?? [])]));
  };
  const found = find(schema).map(types);
  if (found.length === 0 || found.includes(undefined)) return undefined;
  return new Set(found.flatMap((one) => [...(one ?? [])]));
}

function ownTypes({ type, enum: values, const: only }: Record<string, unknown>): Set<JsonType> | undefined {
  if (type !== undefined) {
    const given: unknown[] = Array.isArray(type) ? type : [type];
    const names = given.map((one) => (one === 'integer' ? 'number' : one));
    return new Set(names.filter(isJsonType));
  }
  if (Array.isArray(values)) return new Set(values.map(typeOf));
  return only === undefined ? undefined : new Set([typeOf(only)]);
}

function isJsonType(name: unknown): name is JsonType {
  return (
    typeof name === 'string' && ['string', 'number', 'boolean', 'null', 'array', 'object'].includes(name)
  );
}

/** What a schema is put together of: the members of these keywords and, with `allOf`, what it refers to. */
function branches(
  root: Record<string, unknown>,
  of: Record<string, unknown>,
  keywords: readonly string[],
): unknown[] {
  const members = keywords.flatMap((keyword): unknown[] => {
    const value = of[keyword];
    return Array.isArray(value) ? value : [];
  });
  if (!keywords.includes('allOf') || typeof of.$ref !== 'string') return members;
  return [...members, followPointer(root, of.$ref)];
}

function isSchema(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
