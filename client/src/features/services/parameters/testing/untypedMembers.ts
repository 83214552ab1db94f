import { resolveSchema, type Schema } from '../resolveSchema.ts';
import { fieldOf, type SchemaField } from '../schemaFields.ts';

/** Levels that are looked at: a schema may refer to itself. */
const maxDepth = 12;

/**
 * JSON pointers of what the schema describes without saying what it is: a form can only ask for its kind first. `*`
 * stands for any name or index.
 */
export function untypedMembers(root: Schema): string[] {
  const found = new Set<string>();
  const seen = new Set<string>();
  const visitField = (field: SchemaField, pointer: string, depth: number): void => {
    for (const { schema } of field.variants) visit(schema, pointer, depth + 1);
    if (field.variants.length > 0) return;
    for (const { name, schema } of field.members) visit(schema, `${pointer}/${name}`, depth + 1);
    for (const schema of field.names.schemas) visit(schema, `${pointer}/*`, depth + 1);
    if (field.kind === 'array') {
      for (const index of [0, 1]) visit(field.itemAt(index), `${pointer}/*`, depth + 1);
    }
  };
  const visit = (schema: Schema, pointer: string, depth: number): void => {
    const key = `${pointer} ${JSON.stringify(schema)}`;
    if (depth > maxDepth || seen.has(key)) return;
    seen.add(key);
    const field = fieldOf(root, schema);
    if (field.isUntyped) found.add(pointer);
    else visitField(field, pointer, depth);
  };
  if (resolveSchema(root, root, undefined).own.type === 'object' || !fieldOf(root, root).isUntyped) {
    visit(root, '', 0);
  }
  return [...found];
}
