import type { Json } from '../../../core/format/secrets.ts';
import { countMisfits, objectOf, resolveSchema, type ResolvedSchema, type Schema } from './resolveSchema.ts';

/** One of the forms that a value can have. */
export interface Variant {
  readonly label: string;
  /** What the schema says of this form alone. */
  readonly description: string | undefined;
  /** All that holds of a value of this form. */
  readonly schema: Schema;
}

/** What users call the types of values. */
export const kindLabel: Readonly<Record<string, string>> = {
  string: 'Text',
  integer: 'Integer',
  number: 'Number',
  boolean: 'True or false',
  array: 'List',
  object: 'Object',
  null: 'Nothing (null)',
};

/** The forms of a value: by the first alternatives that differ in shape, else by type. Empty where there is one. */
export function variantsOf(
  root: Schema,
  { own, alternatives }: ResolvedSchema,
  types: readonly string[],
): readonly Variant[] {
  const shaping = alternatives.filter(
    (list) => list.length > 0 && list.some((one) => hasShape(root, own, one)),
  );
  const [first, ...rest] = shaping;
  if (first !== undefined) {
    const others = rest.map((list): Json => ({ anyOf: [...list] }));
    return first.map((branch, index) => {
      const { own: said } = resolveSchema(root, branch, undefined);
      return {
        label: branchLabel(root, said) ?? `Variant ${index + 1}`,
        description: textOf(said.description),
        schema: { allOf: [own, branch, ...others] },
      };
    });
  }
  if (types.length < 2) return [];
  return types.map((type) => ({
    label: kindLabel[type] ?? type,
    description: undefined,
    schema: { ...own, type },
  }));
}

/** The variant that a value has, or comes nearest to. */
export function nearestVariant(root: Schema, variants: readonly Variant[], value: Json | undefined): number {
  const counts = variants.map(({ schema }) => countMisfits(root, schema, value));
  return Math.max(0, counts.indexOf(Math.min(...counts)));
}

const shapes: readonly string[] = [
  ...['properties', 'patternProperties', 'const', 'enum', 'items', 'prefixItems', 'oneOf', 'anyOf'],
];

/** Whether an alternative says more of what is edited than which members there must be. */
function hasShape(root: Schema, own: Schema, branch: Schema): boolean {
  const { own: said, alternatives } = resolveSchema(root, branch, undefined);
  const isTyped = said.type !== undefined && said.type !== own.type;
  return isTyped || alternatives.length > 0 || shapes.some((keyword) => said[keyword] !== undefined);
}

/** What to call an untitled alternative: by the values that tell it apart, its type, or what it needs. */
function branchLabel(root: Schema, said: Schema): string | undefined {
  const title = textOf(said.title);
  if (title !== undefined) return title;
  if (said.const !== undefined) return wordOf(said.const);
  const told = Object.entries(objectOf(said.properties)).flatMap(([name, member]) => {
    const { own } = resolveSchema(root, objectOf(member), undefined);
    return own.const === undefined ? [] : [`${name}: ${wordOf(own.const)}`];
  });
  if (told.length > 0) return told.join(', ');
  if (Array.isArray(said.enum) && said.enum.length <= 3)
    return said.enum.map((one) => JSON.stringify(one)).join(', ');
  if (typeof said.type === 'string' && said.type !== 'object') return kindLabel[said.type];
  if (Array.isArray(said.required) && said.required.length > 0)
    return `With ${said.required.map(wordOf).join(', ')}`;
  return undefined;
}

function wordOf(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** A text that says something. */
export function textOf(value: Json | undefined): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}
