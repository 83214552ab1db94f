import { posix } from 'node:path';
import * as z from 'zod/mini';
import type { ReleaseSchema, Serialisation, SoftwareType } from '../../shared/model/release.ts';
import type { WorkspacePaths } from '../workspace/workspacePaths.ts';
import { bundleSchema } from './bundleSchema.ts';
import { createSchemaFiles, SchemaProblem } from './schemaFiles.ts';
import type { SchemaFiles } from './schemaFiles.ts';

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
      /** File of the schema of the parameters, relative to the description. */
      request: z.optional(z.string()),
      index: z.optional(z.number()),
      shared: z.optional(z.boolean()),
    }),
  ),
});
type Description = z.infer<typeof Description>;

const maxTypes = 50;

/**
 * What the release with the profile at a client path says of its software types, in the order that it wants them
 * shown in. Never rejects for what the description holds: `problem` tells.
 */
export async function readReleaseSchema(paths: WorkspacePaths, profile: string): Promise<ReleaseSchema> {
  const files = createSchemaFiles(paths);
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
    return { path, ...(await readTypes(description.data, { files, path })) };
  } catch (error) {
    if (!(error instanceof SchemaProblem)) throw error;
    // As slapos.core has it where a description does not say.
    return {
      softwareTypes: [{ name: 'default', serialisation: 'json-in-xml' }],
      path,
      problem: error.message,
    };
  }
}

async function readTypes(
  { serialisation, 'software-type': entries }: Description,
  { files, path }: { files: SchemaFiles; path: string },
): Promise<Pick<ReleaseSchema, 'softwareTypes' | 'problem'>> {
  const softwareTypes: SoftwareType[] = [];
  let problem: string | undefined;
  const sorted = Object.entries(entries).sort(
    ([, a], [, b]) => (a.index ?? Number.MAX_SAFE_INTEGER) - (b.index ?? Number.MAX_SAFE_INTEGER),
  );
  for (const [key, entry] of sorted) {
    const name = entry['software-type'] ?? key;
    // Shared instances are not requested here.
    if (entry.shared === true || softwareTypes.some((one) => one.name === name)) continue;
    if (softwareTypes.length === maxTypes) break;
    const type: SoftwareType = {
      name,
      ...(entry.title === undefined ? {} : { title: entry.title }),
      ...(entry.description === undefined ? {} : { description: entry.description }),
      serialisation: toSerialisation(entry.serialisation ?? serialisation),
    };
    softwareTypes.push(type);
    if (entry.request === undefined) continue;
    try {
      type.parameters = await bundleSchema(files, files.locate(posix.dirname(path), entry.request));
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
