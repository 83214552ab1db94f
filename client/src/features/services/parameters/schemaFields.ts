import { followPointer } from '../../../../../shared/parameters/followPointer.ts';
import { isJsonObject, type Json } from '../../../core/format/secrets.ts';

/** A JSON schema, or a part of one. */
export type Schema = Readonly<Record<string, Json>>;

/** One of several values to choose from. */
export interface FieldOption {
  readonly value: Json;
  readonly label: string;
}

/** What a field edits. `any`: the schema does not say plainly, so it is a text or any JSON. */
export type FieldKind = 'string' | 'integer' | 'number' | 'boolean' | 'choice' | 'array' | 'object' | 'any';

/** A value to edit, as the schema describes it. */
export interface SchemaField {
  readonly kind: FieldKind;
  readonly title: string | undefined;
  readonly description: string | undefined;
  readonly default: Json | undefined;
  /** Of a choice. */
  readonly options: readonly FieldOption[];
  /** Of an object: its described members, in the order of the schema. */
  readonly members: readonly { readonly name: string; readonly required: boolean; readonly schema: Schema }[];
  /** Of an object: whether it may have members beyond those. */
  readonly isOpen: boolean;
  /** Of a list. */
  readonly items: Schema | undefined;
  /** Its value is not to be read over a shoulder. */
  readonly isSecret: boolean;
}

/** References that are followed from one field. */
const maxSteps = 20;

/** Reads what a schema says of a value; `root` is where its references lead. */
export function fieldOf(root: Schema, schema: Schema): SchemaField {
  const own = merged(root, schema, maxSteps);
  const options = optionsOf(own);
  const properties = objectOf(own.properties);
  const required = Array.isArray(own.required) ? own.required : [];
  return {
    kind: options.length > 0 ? 'choice' : kindOf(own),
    title: textOf(own.title),
    description: textOf(own.description),
    default: own.default,
    options,
    members: Object.entries(properties).map(([name, member]) => ({
      name,
      required: required.includes(name),
      schema: schemaOf(member),
    })),
    isOpen: own.additionalProperties !== false || isJsonObject(own.patternProperties ?? null),
    items: own.items === undefined || Array.isArray(own.items) ? undefined : schemaOf(own.items),
    isSecret: own.format === 'password' || own.writeOnly === true,
  };
}

/** A schema with what it refers to and what `allOf` adds; what stands nearer counts. */
function merged(root: Schema, schema: Schema, steps: number): Schema {
  if (steps === 0) return {};
  const referred = typeof schema.$ref === 'string' ? followPointer(root, schema.$ref) : undefined;
  const parts = [referred, ...(Array.isArray(schema.allOf) ? schema.allOf : [])].map((part) =>
    merged(root, schemaOf(part), steps - 1),
  );
  return [...parts, schema].reduce<Schema>(
    (all, part) => ({
      ...all,
      ...part,
      ...((all.properties ?? part.properties) !== undefined && {
        properties: { ...objectOf(all.properties), ...objectOf(part.properties) },
      }),
      ...(Array.isArray(all.required) &&
        Array.isArray(part.required) && { required: [...all.required, ...part.required] }),
    }),
    {},
  );
}

const plainKinds: readonly string[] = ['string', 'integer', 'number', 'boolean', 'array', 'object'];

function kindOf({ type, properties, items }: Schema): FieldKind {
  const types = (Array.isArray(type) ? type : [type]).filter((one) => one !== 'null' && one !== undefined);
  if (types.length > 1) return 'any';
  const [only] = types;
  if (isPlainKind(only)) return only;
  if (isJsonObject(properties ?? null)) return 'object';
  return items === undefined ? 'any' : 'array';
}

function isPlainKind(type: Json | undefined): type is Exclude<FieldKind, 'choice' | 'any'> {
  return typeof type === 'string' && plainKinds.includes(type);
}

/** The values to choose from: of `enum`, `const`, or alternatives that are one value each. */
function optionsOf(schema: Schema): FieldOption[] {
  if (Array.isArray(schema.enum)) return schema.enum.map((value) => ({ value, label: labelOf(value) }));
  if (schema.const !== undefined) return [{ value: schema.const, label: labelOf(schema.const) }];
  const either = schema.oneOf ?? schema.anyOf;
  if (!Array.isArray(either)) return [];
  const options = either.map((one) => {
    const { const: value, title } = schemaOf(one);
    return value === undefined ? undefined : { value, label: textOf(title) ?? labelOf(value) };
  });
  return options.every((option) => option !== undefined) ? options : [];
}

/** A value as it stands in a list of choices. */
export function labelOf(value: Json): string {
  return typeof value === 'string' && value !== '' ? value : JSON.stringify(value);
}

function schemaOf(value: unknown): Schema {
  return isJsonObject((value ?? null) as Json) ? (value as Schema) : {};
}

function objectOf(value: Json | undefined): Record<string, Json> {
  return value !== undefined && isJsonObject(value) ? value : {};
}

function textOf(value: Json | undefined): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}
