/** Keywords whose values are data, even where they look like schemas. */
const dataKeywords: readonly string[] = ['default', 'enum', 'const', 'examples'];
/** Keywords that map names of any kind to schemas. */
const mapKeywords: readonly string[] = [
  ...['properties', 'patternProperties', 'dependentSchemas', '$defs', 'definitions'],
];

/** Calls `visit` with a schema and each one inside it, the outer first. */
export function visitSchema(schema: unknown, visit: (schema: Record<string, unknown>) => void): void {
  if (typeof schema !== 'object' || schema === null) return;
  if (Array.isArray(schema)) {
    for (const one of schema) visitSchema(one, visit);
    return;
  }
  visit(schema as Record<string, unknown>);
  for (const [keyword, value] of Object.entries(schema) as [string, unknown][]) {
    if (dataKeywords.includes(keyword) || typeof value !== 'object' || value === null) continue;
    if (!mapKeywords.includes(keyword)) visitSchema(value, visit);
    else for (const one of Object.values(value)) visitSchema(one, visit);
  }
}
