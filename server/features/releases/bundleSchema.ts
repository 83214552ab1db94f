import { posix } from 'node:path';
import * as z from 'zod/mini';
import { followPointer } from '../../../shared/parameters/followPointer.ts';
import { findParameterProblems } from '../../../shared/parameters/parameterProblems.ts';
import { visitSchema } from '../../../shared/parameters/visitSchema.ts';
import { SchemaProblem } from './schemaFiles.ts';
import type { SchemaFiles } from './schemaFiles.ts';

const JsonObject = z.record(z.string(), z.json());
type JsonObject = z.infer<typeof JsonObject>;
/** A schema with everything that it refers to inside. */
interface BundledSchema {
  readonly schema: JsonObject;
  /** What is referred to and not there, a sentence each: the value that it describes can be anything. */
  readonly gaps: readonly string[];
}

const maxGaps = 20;

/**
 * The JSON schema in a file with the files that it refers to inside, each once, under `$defs` by
 * its path: references, also those in circles, are pointers into the schema itself. One that leads nowhere costs
 * what it describes, no more. Rejects with SchemaProblem.
 */
export async function bundleSchema(files: SchemaFiles, clientPath: string): Promise<BundledSchema> {
  const root = await readSchema(files, clientPath);
  const others = new Map<string, JsonObject>();
  const missing = new Map<string, string>();
  const references = new Map<Record<string, unknown>, Reference>();
  const pending: [string, JsonObject][] = [[clientPath, root]];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const [path, schema] = next;
    const found = findReferences(files, path, schema);
    for (const [place, reference] of found) {
      references.set(place, reference);
      const other = reference.path;
      if (other === undefined || other === clientPath || others.has(other) || missing.has(other)) continue;
      try {
        const content = await readSchema(files, other);
        others.set(other, content);
        pending.push([other, content]);
      } catch (error) {
        if (!(error instanceof SchemaProblem)) throw error;
        missing.set(other, error.message);
      }
    }
  }
  if (others.size > 0) root.$defs = { ...toObject(root.$defs), ...Object.fromEntries(others) };
  const gaps = resolveReferences(root, clientPath, { references, missing });
  checkUsable(root, clientPath);
  return { schema: root, gaps };
}

/** A reference as a file has it. */
interface Reference {
  readonly from: string;
  readonly text: string;
  /** Client path of the file that it leads to; undefined where it can lead to none. */
  readonly path?: string;
  /** Empty or a JSON pointer, or the name of an anchor. */
  readonly fragment: string;
  readonly problem?: string;
}

/** Every reference in the schema of a file, by the schema that has it. */
function findReferences(
  files: SchemaFiles,
  from: string,
  schema: JsonObject,
): Map<Record<string, unknown>, Reference> {
  const found = new Map<Record<string, unknown>, Reference>();
  visitSchema(schema, (one) => {
    if (typeof one.$ref === 'string') found.set(one, locate(files, from, one.$ref));
  });
  return found;
}

/** Makes references pointers into the whole, and takes away those that lead nowhere; returns a sentence for each. */
function resolveReferences(
  root: JsonObject,
  clientPath: string,
  {
    references,
    missing,
  }: {
    references: ReadonlyMap<Record<string, unknown>, Reference>;
    missing: ReadonlyMap<string, string>;
  },
): string[] {
  const gaps = new Set<string>();
  for (const [place, { from, text, path, fragment, problem }] of references) {
    const pointer = path === undefined || path === clientPath ? `#${fragment}` : inside(path, fragment);
    // Of anchors only the validator knows.
    const isThere = !/^#(?:\/|$)/.test(pointer) || followPointer(root, pointer) !== undefined;
    if (path !== undefined && isThere) {
      place.$ref = pointer;
      continue;
    }
    const reason =
      problem ?? missing.get(path ?? '') ?? `${path ?? 'It'} has nothing at ${fragment.slice(0, 200)}.`;
    const gap = `${from} refers to "${text.slice(0, 200)}". ${reason}`;
    delete place.$ref;
    place.description ??= `Its schema is not there: ${gap}`;
    gaps.add(gap);
  }
  return [...gaps].slice(0, maxGaps);
}

async function readSchema(files: SchemaFiles, clientPath: string): Promise<JsonObject> {
  const schema = JsonObject.safeParse(structuredClone(await files.read(clientPath)));
  if (!schema.success) throw new SchemaProblem(`${clientPath} is missing, or holds no JSON object.`);
  // References are to files, relative to the file that has them, whatever address a schema says it has.
  delete schema.data.$id;
  if (typeof schema.data.id === 'string') delete schema.data.id;
  return schema.data;
}

/** Where a reference in a file leads to. */
function locate(files: SchemaFiles, from: string, text: string): Reference {
  const [file = '', ...rest] = text.split('#');
  const fragment = rest.join('#');
  if (file === '') return { from, text, path: from, fragment };
  try {
    const path = files.locate(posix.dirname(from), file);
    if (fragment === '' || fragment.startsWith('/')) return { from, text, path, fragment };
    return { from, text, fragment, problem: 'It names no place by a JSON pointer.' };
  } catch (error) {
    if (!(error instanceof SchemaProblem)) throw error;
    return { from, text, fragment, problem: error.message };
  }
}

function inside(path: string, fragment: string): string {
  return `#/$defs/${encodeURIComponent(path.replaceAll('~', '~0').replaceAll('/', '~1'))}${fragment}`;
}

function toObject(value: unknown): JsonObject {
  const object = JsonObject.safeParse(value);
  return object.success ? (value as JsonObject) : {};
}

/** Throws SchemaProblem for a schema that cannot be used at all. */
function checkUsable(schema: JsonObject, clientPath: string): void {
  try {
    findParameterProblems({ name: '', serialisation: 'json-in-xml', parameters: schema }, {});
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const reason = error.message.split('\n')[0] ?? '';
    throw new SchemaProblem(`${clientPath} cannot be used as a schema: ${reason}`, { cause: error });
  }
}
