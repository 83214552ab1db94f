import { posix } from 'node:path';
import * as z from 'zod/mini';
import { followPointer } from '../../../shared/parameters/followPointer.ts';
import { findParameterProblems } from '../../../shared/parameters/parameterProblems.ts';
import { SchemaProblem } from './schemaFiles.ts';
import type { SchemaFiles } from './schemaFiles.ts';

const JsonObject = z.record(z.string(), z.json());
type JsonObject = z.infer<typeof JsonObject>;
type Json = JsonObject[string];

/** Keywords whose values are data, even where they look like schemas. */
const dataKeywords: readonly string[] = ['default', 'enum', 'const', 'examples'];
/** Keywords that map names of any kind to schemas. */
const mapKeywords: readonly string[] = [
  ...['properties', 'patternProperties', 'dependentSchemas', '$defs', 'definitions'],
];

/**
 * The JSON schema in a file with the files that it refers to inside, each once, under `$defs` by
 * its path: references, also those in circles, are pointers into the schema itself. Rejects with SchemaProblem.
 */
export async function bundleSchema(files: SchemaFiles, clientPath: string): Promise<JsonObject> {
  const root = await readSchema(files, clientPath);
  const others = new Map<string, JsonObject>();
  const pending: [string, JsonObject][] = [[clientPath, root]];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const [path, schema] = next;
    const found: string[] = [];
    visitReferences(schema, (reference) => {
      const target = locate(files, path, reference);
      found.push(target.path);
      return target.path === clientPath ? `#${target.fragment}` : inside(target);
    });
    for (const other of found) {
      if (other === clientPath || others.has(other)) continue;
      const content = await readSchema(files, other);
      others.set(other, content);
      pending.push([other, content]);
    }
  }
  if (others.size > 0) root.$defs = { ...JsonObject.parse(root.$defs ?? {}), ...Object.fromEntries(others) };
  checkUsable(root, clientPath);
  return root;
}

async function readSchema(files: SchemaFiles, clientPath: string): Promise<JsonObject> {
  const schema = JsonObject.safeParse(structuredClone(await files.read(clientPath)));
  if (!schema.success) throw new SchemaProblem(`${clientPath} is missing, or holds no JSON object.`);
  // References are to files, relative to the file that has them, whatever address a schema says it has.
  delete schema.data.$id;
  if (typeof schema.data.id === 'string') delete schema.data.id;
  return schema.data;
}

/** Where a reference in a file leads to: `fragment` is empty or a JSON pointer, or the name of an anchor. */
function locate(files: SchemaFiles, from: string, reference: string): { path: string; fragment: string } {
  const [file = '', ...rest] = reference.split('#');
  const fragment = rest.join('#');
  if (file === '') return { path: from, fragment };
  const path = files.locate(posix.dirname(from), file);
  if (fragment === '' || fragment.startsWith('/')) return { path, fragment };
  throw new SchemaProblem(`${from}: the reference "${reference}" names no place by a JSON pointer.`);
}

function inside({ path, fragment }: { path: string; fragment: string }): string {
  return `#/$defs/${encodeURIComponent(path.replaceAll('~', '~0').replaceAll('/', '~1'))}${fragment}`;
}

/** Replaces every reference in a schema. */
function visitReferences(schema: Json, replace: (reference: string) => string): void {
  if (typeof schema !== 'object' || schema === null) return;
  if (Array.isArray(schema)) {
    for (const one of schema) visitReferences(one, replace);
    return;
  }
  if (typeof schema.$ref === 'string') schema.$ref = replace(schema.$ref);
  for (const [keyword, value] of Object.entries(schema)) {
    if (dataKeywords.includes(keyword) || typeof value !== 'object' || value === null) continue;
    if (!mapKeywords.includes(keyword)) visitReferences(value, replace);
    else for (const one of Object.values(value)) visitReferences(one, replace);
  }
}

/** Throws SchemaProblem for a schema that cannot be used at all, or has a pointer that leads nowhere. */
function checkUsable(schema: JsonObject, clientPath: string): void {
  visitReferences(schema, (reference) => {
    // Of anchors only the validator knows.
    if (reference.startsWith('#/') && followPointer(schema, reference) === undefined) {
      throw new SchemaProblem(`${clientPath}: the reference "${reference}" leads nowhere.`);
    }
    return reference;
  });
  try {
    findParameterProblems({ name: '', serialisation: 'json-in-xml', parameters: schema }, {});
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const reason = error.message.split('\n')[0] ?? '';
    throw new SchemaProblem(`${clientPath} cannot be used as a schema: ${reason}`, { cause: error });
  }
}
