import { typeOf } from '../../../../../shared/parameters/allowedTypes.ts';
import { isJsonObject, type Json } from '../../../core/format/secrets.ts';
import { readJsonValue } from './parametersJson.ts';
import { isSame, type Schema } from './resolveSchema.ts';
import { fieldOf, isEditable, type FieldKind, type SchemaField } from './schemaFields.ts';
import { kindLabel, nearestVariant, type Variant } from './variants.ts';

/** A choice between variants, with the one that is chosen. */
export interface ChosenVariant {
  readonly variants: readonly Variant[];
  readonly chosen: number;
}

/** What a schema says of a value once each of its variants is chosen. */
export interface ReadField {
  /** Before any choice. */
  readonly outer: SchemaField;
  /** After them all: what is edited. */
  readonly field: SchemaField;
  /** From the outside in. */
  readonly levels: readonly ChosenVariant[];
}

const maxLevels = 4;

/** Chooses the variants of a value: those that the user chose, else those that it comes nearest to. */
export function readField(
  root: Schema,
  schema: Schema,
  value: Json | undefined,
  choices: readonly number[] = [],
): ReadField {
  const outer = withGiven(fieldOf(root, schema, value), schema, value);
  let field = outer;
  let said = schema;
  const levels: ChosenVariant[] = [];
  while (field.variants.length > 0 && levels.length <= maxLevels) {
    // Deeper than people choose there is one choice left: the value as the schema wants it, or as it was given.
    if (levels.length === maxLevels) field = withGiven({ ...field, variants: [] }, said, value);
    const { variants } = field;
    if (variants.length === 0) break;
    const wanted = choices[levels.length];
    const chosen =
      wanted !== undefined && wanted < variants.length
        ? wanted
        : nearestVariant(root, variants, value === undefined ? field.default : value);
    levels.push({ variants, chosen });
    said = variants[chosen]?.schema ?? {};
    field = withGiven(fieldOf(root, said, value), said, value);
  }
  return { outer, field, levels };
}

/** A value of a type that the schema does not want is a variant too: it is shown, and nothing of it is lost. */
function withGiven(field: SchemaField, schema: Schema, value: Json | undefined): SchemaField {
  if (value === undefined || field.variants.length > 0 || isEditable(field, value)) return field;
  const type = typeOf(value);
  return {
    ...field,
    variants: [
      {
        label: kindLabel[field.kind] ?? field.kind,
        description: undefined,
        schema: { allOf: [schema, { type: field.kind }] },
      },
      { label: `${kindLabel[type] ?? type}, as given`, description: undefined, schema: { type } },
    ],
  };
}

/** What a value becomes when another variant is chosen for it: what both have stays. */
export function toVariant(
  root: Schema,
  from: SchemaField,
  schema: Schema,
  value: Json | undefined,
): Json | undefined {
  const plain = fieldOf(root, schema, value);
  const field = plain.variants.length === 0 ? plain : readField(root, schema, value).field;
  switch (field.kind) {
    case 'object': {
      const described = new Set(field.members.map(({ name }) => name));
      const left = new Set(from.members.map(({ name }) => name).filter((name) => !described.has(name)));
      const kept = Object.entries(value !== undefined && isJsonObject(value) ? value : {}).filter(
        ([name]) => !left.has(name),
      );
      return { ...Object.fromEntries(kept), ...constants(root, field) };
    }
    case 'array':
      return Array.isArray(value) ? value : [];
    case 'null':
      return null;
    case 'string':
      return value === undefined || typeof value === 'object' ? undefined : String(value);
    case 'integer':
    case 'number': {
      const read = typeof value === 'string' ? readJsonValue(value) : undefined;
      const number = read !== undefined && 'value' in read ? read.value : value;
      return typeof number === 'number' ? number : undefined;
    }
    case 'boolean':
      return typeof value === 'boolean' ? value : undefined;
    case 'choice': {
      const { options } = field;
      if (options.some((option) => isSame(option.value, value))) return value;
      return options.length === 1 ? options[0]?.value : undefined;
    }
  }
}

/** The members that can have one value alone: they tell variants apart. */
function constants(root: Schema, { members }: Pick<SchemaField, 'members'>): { [name: string]: Json } {
  return Object.fromEntries(
    members.flatMap(({ name, schema }): [string, Json][] => {
      const only = onlyValue(root, schema);
      return only === undefined ? [] : [[name, only]];
    }),
  );
}

/** The one value that a schema allows. */
export function onlyValue(root: Schema, schema: Schema): Json | undefined {
  const { kind, options } = fieldOf(root, schema);
  return kind === 'choice' && options.length === 1 ? options[0]?.value : undefined;
}

/** What a new item of a list or a map begins as. */
export function newValue(root: Schema, schema: Schema): Json {
  const { outer, field } = readField(root, schema, undefined);
  if (outer.default !== undefined) return outer.default;
  if (field.kind === 'object') {
    return constants(root, { members: field.members.filter(({ required }) => required) });
  }
  const [only, ...more] = field.options;
  if (only !== undefined && more.length === 0) return only.value;
  return emptyValue(field.kind);
}

/** What stands for no value where there has to be one. */
export function emptyValue(kind: FieldKind): Json {
  if (kind === 'object') return {};
  if (kind === 'array') return [];
  return kind === 'boolean' ? false : kind === 'null' ? null : '';
}
