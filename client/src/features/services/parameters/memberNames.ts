import { isJsonObject, type Json } from '../../../core/format/secrets.ts';
import { objectOf, resolveSchema, schemaOf, toPattern, type Schema } from './resolveSchema.ts';

/** The names that members of an object may have beyond those that its schema lists, as in a map. */
export interface MemberNames {
  /** Whether there may be any. */
  readonly isOpen: boolean;
  /** Whether the schema says what such a member is. */
  readonly isDescribed: boolean;
  /** What the schema says of the member of a name. */
  readonly schemaOf: (name: string) => Schema;
  /** Why a member cannot have a name, as one sentence. */
  readonly problemOf: (name: string) => string | undefined;
  /** Every schema that such a member may have. */
  readonly schemas: readonly Schema[];
}

/** Reads `patternProperties`, `additionalProperties` and `propertyNames`. */
export function memberNamesOf(root: Schema, own: Schema): MemberNames {
  const patterns = Object.entries(objectOf(own.patternProperties)).map(([source, schema]) => ({
    source,
    pattern: toPattern(source),
    schema: schemaOf(schema),
    isRefused: schema === false,
  }));
  const rest: Json | undefined = own.additionalProperties ?? own.unevaluatedProperties;
  const others = rest !== undefined && isJsonObject(rest) ? schemaOf(rest) : undefined;
  const { own: names } = resolveSchema(root, schemaOf(own.propertyNames), undefined);
  const matching = (name: string) => patterns.filter(({ pattern }) => pattern?.test(name));
  return {
    isOpen: rest !== false || patterns.some(({ isRefused }) => !isRefused),
    isDescribed: patterns.length > 0 || (others !== undefined && Object.keys(others).length > 0),
    schemaOf: (name) => {
      const [only, ...more] = matching(name).map(({ schema }) => schema);
      if (only === undefined) return others ?? {};
      return more.length === 0 ? only : { allOf: [only, ...more] };
    },
    problemOf: (name) => {
      const found = matching(name);
      if (found.some(({ isRefused }) => isRefused) || (found.length === 0 && rest === false)) {
        const wanted = patterns.filter(({ isRefused }) => !isRefused).map(({ source }) => source);
        return `The name must match ${wanted.join(' or ')}.`;
      }
      if (Array.isArray(names.enum) && !names.enum.includes(name)) {
        return `The name must be one of ${names.enum.map(String).join(', ')}.`;
      }
      if (typeof names.pattern === 'string' && toPattern(names.pattern)?.test(name) === false) {
        return `The name must match ${names.pattern}.`;
      }
      const { length } = Array.from(name);
      if (typeof names.maxLength === 'number' && length > names.maxLength) {
        return `The name is too long: ${names.maxLength} characters at most.`;
      }
      if (typeof names.minLength === 'number' && length < names.minLength) {
        return `The name is too short: ${names.minLength} characters at least.`;
      }
      return undefined;
    },
    schemas: [...patterns.map(({ schema }) => schema), ...(others === undefined ? [] : [others])],
  };
}
