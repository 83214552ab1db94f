import { followPointer } from '../../../../../shared/parameters/followPointer.ts';
import { typeOf } from '../../../../../shared/parameters/allowedTypes.ts';
import { isJsonObject, type Json } from '../../../core/format/secrets.ts';

/** A JSON schema, or a part of one. */
export type Schema = Readonly<Record<string, Json>>;

/** What a schema says of one value, put together. */
export interface ResolvedSchema {
  /** Everything that holds whatever is chosen; without references, `allOf` and conditions. */
  readonly own: Schema;
  /** Each `oneOf` and `anyOf`. */
  readonly alternatives: readonly (readonly Schema[])[];
}

/** References, parts and conditions that are followed for one value: a schema may refer to itself. */
const maxParts = 500;
/** Levels of values that are compared with a schema. */
const maxDepth = 6;

/** Puts together what a schema says of a value: what it refers to, `allOf`, and the conditions that the value meets. */
export function resolveSchema(root: Schema, schema: Schema, value: Json | undefined): ResolvedSchema {
  const parts = partsOf(root, schema, value);
  return {
    own: parts.reduce(combine, {}),
    alternatives: parts.flatMap(({ oneOf, anyOf }) =>
      [oneOf, anyOf].flatMap((list) => (Array.isArray(list) ? [list.map(schemaOf)] : [])),
    ),
  };
}

/**
 * How many of the plain statements of a schema a value goes against: the alternative with the fewest is the one that is
 * meant, also while its value is not finished. It is no validator.
 */
export function countMisfits(
  root: Schema,
  schema: Json | undefined,
  value: Json | undefined,
  depth = maxDepth,
): number {
  if (schema === false) return 1;
  if (schema === undefined || !isJsonObject(schema) || value === undefined || depth === 0) return 0;
  return partsOf(root, schema, value, depth).reduce(
    (sum, part) => sum + countOwnMisfits(root, part, value, depth - 1),
    0,
  );
}

/** What tells alternatives apart weighs more than what is not filled in yet. */
const weights = { type: 16, value: 6, shape: 2 };

function countOwnMisfits(root: Schema, part: Schema, value: Json, depth: number): number {
  const of = (schema: Json | undefined, item: Json): number => countMisfits(root, schema, item, depth);
  const least = (list: Json | undefined): number =>
    Array.isArray(list) && list.length > 0 ? Math.min(...list.map((one) => of(one, value))) : 0;
  let sum = least(part.anyOf) + least(part.oneOf);
  const types = typesOf(part.type);
  if (types !== undefined && !types.some((type) => isOfType(type, value))) sum += weights.type;
  if (part.const !== undefined && !isSame(part.const, value)) sum += weights.value;
  if (Array.isArray(part.enum) && !part.enum.some((one) => isSame(one, value))) sum += weights.value;
  if (part.not !== undefined && of(part.not, value) === 0) sum += weights.shape;
  if (typeof value === 'string') {
    const pattern = typeof part.pattern === 'string' ? toPattern(part.pattern) : undefined;
    if (pattern?.test(value) === false) sum += weights.shape;
  }
  if (typeof value === 'number') {
    if (typeof part.minimum === 'number' && value < part.minimum) sum += weights.shape;
    if (typeof part.maximum === 'number' && value > part.maximum) sum += weights.shape;
  }
  if (Array.isArray(value))
    return sum + value.slice(0, 20).reduce<number>((n, item) => n + of(part.items, item), 0);
  if (!isJsonObject(value)) return sum;
  const properties = objectOf(part.properties);
  const patterns = Object.keys(objectOf(part.patternProperties)).map(toPattern);
  if (Array.isArray(part.required)) {
    sum += part.required.filter((name) => typeof name === 'string' && !Object.hasOwn(value, name)).length;
  }
  for (const [name, item] of Object.entries(value)) {
    if (Object.hasOwn(properties, name)) sum += of(properties[name], item);
    else if (part.additionalProperties === false && !patterns.some((pattern) => pattern?.test(name))) {
      sum += weights.shape;
    }
  }
  return sum;
}

function partsOf(root: Schema, schema: Schema, value: Json | undefined, depth = maxDepth): Schema[] {
  let room = maxParts;
  const visit = (from: Schema, followed: readonly string[]): Schema[] => {
    if (--room < 0) return [];
    const {
      $ref,
      allOf,
      if: condition,
      then,
      else: otherwise,
      dependentSchemas,
      dependencies,
      ...own
    } = from;
    const isCircle = typeof $ref === 'string' && followed.includes($ref);
    const referred = typeof $ref === 'string' && !isCircle ? [followPointer(root, $ref)] : [];
    const next = typeof $ref === 'string' ? [...followed, $ref] : followed;
    const met =
      condition === undefined ? undefined : countMisfits(root, condition, value ?? {}, depth - 1) === 0;
    const conditional = met === undefined ? [] : [met ? then : otherwise];
    const given = value !== undefined && isJsonObject(value) ? value : {};
    const dependent = Object.entries({ ...objectOf(dependencies), ...objectOf(dependentSchemas) }).flatMap(
      ([name, one]) => (Object.hasOwn(given, name) ? [one] : []),
    );
    const more = [...referred, ...(Array.isArray(allOf) ? allOf : []), ...conditional, ...dependent];
    return [...more.flatMap((part) => visit(schemaOf(part), next)), own];
  };
  return visit(schema, []);
}

/** What stands nearer counts; what both say of a member counts both. */
function combine(all: Schema, { oneOf: _, anyOf: __, ...part }: Schema): Schema {
  return {
    ...all,
    ...part,
    ...joined('properties', all, part),
    ...joined('patternProperties', all, part),
    ...(Array.isArray(all.required) &&
      Array.isArray(part.required) && { required: [...all.required, ...part.required] }),
    ...(all.type !== undefined && part.type !== undefined && { type: narrower(all.type, part.type) }),
  };
}

function joined(keyword: 'properties' | 'patternProperties', all: Schema, part: Schema): Schema {
  if (all[keyword] === undefined || part[keyword] === undefined) return {};
  const far = objectOf(all[keyword]);
  const both = Object.entries(objectOf(part[keyword])).map(([name, near]): [string, Json] => {
    const other = Object.hasOwn(far, name) ? far[name] : undefined;
    return [name, other === undefined ? near : { allOf: [other, near] }];
  });
  return { [keyword]: { ...far, ...Object.fromEntries(both) } };
}

function narrower(far: Json, near: Json): Json {
  const [a, b] = [typesOf(far) ?? [], typesOf(near) ?? []];
  const allows = (types: readonly string[], type: string): boolean =>
    types.includes(type) || (type === 'integer' && types.includes('number'));
  const common = [
    ...new Set([...a.filter((type) => allows(b, type)), ...b.filter((type) => allows(a, type))]),
  ];
  if (common.length === 0) return near;
  return common.length === 1 ? (common[0] ?? near) : common;
}

/** The types that a `type` names. */
export function typesOf(type: Json | undefined): string[] | undefined {
  if (type === undefined) return undefined;
  return (Array.isArray(type) ? type : [type]).filter((one) => typeof one === 'string');
}

function isOfType(type: string, value: Json): boolean {
  return type === 'integer' ? Number.isInteger(value) : type === typeOf(value);
}

/** Whether two values are the same as JSON. */
export function isSame(a: Json | undefined, b: Json | undefined): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}

/** A pattern of a schema; undefined where it is none. */
export function toPattern(source: string): RegExp | undefined {
  try {
    return new RegExp(source, 'u');
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** A schema of what may be one; one that says nothing for all else. */
export function schemaOf(value: unknown): Schema {
  return isJsonObject((value ?? null) as Json) ? (value as Schema) : {};
}

/** The members of what may be an object. */
export function objectOf(value: Json | undefined): Record<string, Json> {
  return value !== undefined && isJsonObject(value) ? value : {};
}
