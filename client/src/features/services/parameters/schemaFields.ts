import { typeOf, type JsonType } from '../../../../../shared/parameters/allowedTypes.ts';
import { isJsonObject, type Json } from '../../../core/format/secrets.ts';
import { memberNamesOf, type MemberNames } from './memberNames.ts';
import { objectOf, resolveSchema, schemaOf, typesOf, type Schema } from './resolveSchema.ts';
import { textOf, variantsOf, type Variant } from './variants.ts';

/** One of several values to choose from. */
export interface FieldOption {
  readonly value: Json;
  readonly label: string;
}

/** What a field edits. */
export type FieldKind = JsonType | 'integer' | 'choice';

/** A value to edit, as the schema describes it. */
export interface SchemaField {
  readonly kind: FieldKind;
  /** Forms that it can have: one is to be chosen first, and its schema says what to edit. Empty where there is one. */
  readonly variants: readonly Variant[];
  /** The schema does not say what it is, or says that it may be anything. */
  readonly isUntyped: boolean;
  readonly title: string | undefined;
  readonly description: string | undefined;
  readonly default: Json | undefined;
  /** For example. */
  readonly example: Json | undefined;
  /** Of a choice. */
  readonly options: readonly FieldOption[];
  /** Of an object: its described members, in the order of the schema. */
  readonly members: readonly { readonly name: string; readonly required: boolean; readonly schema: Schema }[];
  /** Of an object: the members that it may have beyond those. */
  readonly names: MemberNames;
  /** Of a list: what an item is. */
  readonly itemAt: (index: number) => Schema;
  /** Its value is not to be read over a shoulder. */
  readonly isSecret: boolean;
}

/** Reads what a schema says of a value; `root` is where its references lead. */
export function fieldOf(root: Schema, schema: Schema, value?: Json): SchemaField {
  const resolved = resolveSchema(root, schema, value);
  const { own } = resolved;
  const options = optionsOf(resolved);
  const required = Array.isArray(own.required) ? own.required : [];
  const types = kindsOf(own);
  const variants = options.length > 0 ? [] : variantsOf(root, resolved, types ?? allTypes);
  const first = Array.isArray(own.prefixItems) ? own.prefixItems : Array.isArray(own.items) ? own.items : [];
  return {
    kind: options.length > 0 ? 'choice' : (types?.[0] ?? 'string'),
    variants,
    isUntyped: options.length === 0 && types === undefined && variants.length === allTypes.length,
    title: textOf(own.title),
    description: textOf(own.description),
    default: own.default,
    example: Array.isArray(own.examples) ? own.examples[0] : undefined,
    options,
    members: Object.entries(objectOf(own.properties)).map(([name, member]) => ({
      name,
      required: required.includes(name),
      schema: schemaOf(member),
    })),
    names: memberNamesOf(root, own),
    itemAt: (index) => schemaOf(first[index] ?? (Array.isArray(own.items) ? own.additionalItems : own.items)),
    isSecret: own.format === 'password' || own.writeOnly === true,
  };
}

/** The types to choose from where nothing is said. */
const allTypes: readonly FieldKind[] = ['string', 'number', 'boolean', 'array', 'object', 'null'];

function isKind(type: string): type is Exclude<FieldKind, 'choice'> {
  return type === 'integer' || allTypes.some((one) => one === type);
}

/** The types that a schema allows, as it says or as its other words imply; undefined where they do not. */
function kindsOf(own: Schema): readonly FieldKind[] | undefined {
  const types = typesOf(own.type)?.filter(isKind);
  if (types !== undefined && types.length > 0) {
    return types.includes('number') ? types.filter((type) => type !== 'integer') : types;
  }
  const has = (...keywords: readonly string[]): boolean =>
    keywords.some((keyword) => own[keyword] !== undefined);
  if (has('properties', 'patternProperties', 'additionalProperties', 'propertyNames')) return ['object'];
  if (has('items', 'prefixItems', 'uniqueItems', 'minItems', 'maxItems')) return ['array'];
  if (has('pattern', 'minLength', 'maxLength')) return ['string'];
  if (has('minimum', 'maximum', 'multipleOf')) return ['number'];
  const { default: usual } = own;
  return usual === undefined || usual === null ? undefined : [typeOf(usual)];
}

/** The values to choose from: of `enum`, `const`, or alternatives that are one value each. */
function optionsOf({
  own,
  alternatives,
}: {
  own: Schema;
  alternatives: readonly (readonly Schema[])[];
}): FieldOption[] {
  if (own.const !== undefined) return [{ value: own.const, label: labelOf(own.const) }];
  if (Array.isArray(own.enum)) return own.enum.map((value) => ({ value, label: labelOf(value) }));
  for (const list of alternatives) {
    const options = list.map(({ const: value, title }) =>
      value === undefined ? undefined : { value, label: textOf(title) ?? labelOf(value) },
    );
    if (options.length > 0 && options.every((option) => option !== undefined)) return options;
  }
  return [];
}

/** A value as it stands in a list of choices. */
export function labelOf(value: Json): string {
  return typeof value === 'string' && value !== '' ? value : JSON.stringify(value);
}

/** Whether a value is of the type that a field edits: else it has to be shown as it is. */
export function isEditable({ kind }: Pick<SchemaField, 'kind'>, value: Json | undefined): boolean {
  if (value === undefined || kind === 'choice') return true;
  if (kind === 'object') return isJsonObject(value);
  if (kind === 'array') return Array.isArray(value);
  if (kind === 'null') return value === null;
  return typeof value !== 'object';
}
