import { posix } from 'node:path';
import * as z from 'zod/mini';
import { isUrlName } from '../../../shared/releaseName.ts';
import type { ReleaseSchema, Serialisation, SoftwareType } from '../../../shared/releases.ts';
import type { WorkspacePaths } from '../../core/files/workspacePaths.ts';
import { bundleSchema } from './bundleSchema.ts';
import { createSchemaFiles, SchemaProblem, workspaceSchemas } from './schemaFiles.ts';
import type { SchemaFiles } from './schemaFiles.ts';
import { urlSchemas } from './urlSchemas.ts';

/** What we need of a `software.cfg.json`; see SoftwareReleaseSchema of slapos.core. */
const Description = z.object({
  serialisation: z.optional(z.string()),
  'software-type': z.record(
    z.string(),
    z.object({
      title: z.optional(z.string()),
      description: z.optional(z.string()),
      /** The type to ask for, where it is another than the name of the entry. */
      'software-type': z.optional(z.string()),
      serialisation: z.optional(z.string()),
      /** Files of the schemas of parameters and connection parameters, relative to the description. */
      request: z.optional(z.string()),
      response: z.optional(z.string()),
      index: z.optional(z.number()),
      shared: z.optional(z.boolean()),
    }),
  ),
});
type Description = z.infer<typeof Description>;

const maxTypes = 50;
/** Characters of the schemas of all types as JSON: each of them has everything inside that it refers to. */
const maxSchemas = 4 * 1024 * 1024;

/** Which description to read, and what of it. */
export interface SchemaReading {
  /** Client path of the profile of the release, or its URL where it is named by one. */
  readonly profile: string;
  /** Files of schemas that are not to be used since that takes too long, with the sentence for the user. */
  readonly slow?: Readonly<Record<string, string>>;
  /** The one type whose schema is wanted; by default all. */
  readonly only?: string;
  /** Schemas of what: of the parameters (default), or of the connection parameters. */
  readonly of?: 'request' | 'response';
}

/**
 * What a release says of its software types, in the order that it wants them shown in. Never rejects for what the
 * description holds: `problem` tells. `onFile` is told of each schema that is looked at. With a hostile description it takes
 * any time and memory: the server has it done by a thread, see `createSchemaService`.
 */
export async function readReleaseSchema(
  paths: WorkspacePaths,
  reading: SchemaReading,
  onFile: (clientPath: string) => void = () => undefined,
): Promise<ReleaseSchema> {
  const { profile } = reading;
  const files = createSchemaFiles(isUrlName(profile) ? urlSchemas(profile) : workspaceSchemas(paths));
  const path = `${profile}.json`;
  try {
    const value = await files.read(path);
    if (value === undefined) return { softwareTypes: [{ name: 'default', serialisation: 'xml' }] };
    const description = Description.safeParse(value);
    if (!description.success) {
      const where = description.error.issues[0]?.path.join('.') ?? '';
      throw new SchemaProblem(
        `${path} is no description of software types${where === '' ? '' : `: see ${where}`}.`,
      );
    }
    return { path, ...(await readTypes(description.data, { files, path, onFile, ...reading })) };
  } catch (error) {
    if (!(error instanceof SchemaProblem)) throw error;
    return unusableDescription(path, error.message);
  }
}

/** What is said of a release whose description, at a client path, cannot be used. */
export function unusableDescription(path: string, problem: string): ReleaseSchema {
  // As slapos.core has it where a description does not say.
  return { softwareTypes: [{ name: 'default', serialisation: 'json-in-xml' }], path, problem };
}

async function readTypes(
  { serialisation, 'software-type': entries }: Description,
  {
    files,
    path,
    slow = {},
    only,
    of = 'request',
    onFile,
  }: Omit<SchemaReading, 'profile'> & { files: SchemaFiles; path: string; onFile: (path: string) => void },
): Promise<Pick<ReleaseSchema, 'softwareTypes' | 'problem'>> {
  const softwareTypes: SoftwareType[] = [];
  let problem: string | undefined;
  let room = maxSchemas;
  const sorted = Object.entries(entries).sort(
    ([, a], [, b]) => (a.index ?? Number.MAX_SAFE_INTEGER) - (b.index ?? Number.MAX_SAFE_INTEGER),
  );
  for (const [key, entry] of sorted) {
    const name = entry['software-type'] ?? key;
    const shared = entry.shared === true;
    if (softwareTypes.some((one) => one.name === name && (one.shared === true) === shared)) continue;
    if (softwareTypes.length === maxTypes) break;
    const type: SoftwareType = {
      name,
      ...(shared ? { shared } : {}),
      ...(entry.title === undefined ? {} : { title: entry.title }),
      ...(entry.description === undefined ? {} : { description: entry.description }),
      serialisation: toSerialisation(entry.serialisation ?? serialisation),
    };
    softwareTypes.push(type);
    const reference = entry[of];
    if (reference === undefined || (only !== undefined && only !== name)) continue;
    try {
      const file = files.locate(posix.dirname(path), reference);
      if (slow[file] !== undefined) throw new SchemaProblem(slow[file]);
      onFile(file);
      const { schema, gaps } = await bundleSchema(files, file);
      room -= JSON.stringify(schema).length;
      if (room < 0) throw new SchemaProblem(`${file} is not used: the schemas of all types are too long.`);
      type.parameters = schema;
      if (gaps.length > 0) type.gaps = [...gaps];
    } catch (error) {
      if (!(error instanceof SchemaProblem)) throw error;
      problem ??= error.message;
    }
  }
  if (softwareTypes.length === 0) throw new SchemaProblem(`${path} describes no software type.`);
  return { softwareTypes, ...(problem === undefined ? {} : { problem }) };
}

function toSerialisation(name: string | undefined): Serialisation {
  return name === 'xml' ? 'xml' : 'json-in-xml';
}
