import { readdirSync, writeSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect, test } from 'vitest';

/**
 * What is used of both sides, which no project of TypeScript has together.
 * @typedef {{ name: string, serialisation: string, parameters?: unknown, gaps?: string[] }} SoftwareType
 * @typedef {{ softwareTypes: SoftwareType[], problem?: string }} ReleaseSchema
 */

const corpus = process.env.WEBRUNNER_CORPUS;
/** Types with a member for which the form has a text box alone. */
const mostOfTexts = 3;

test.skipIf(corpus === undefined)(
  'the software types of a corpus have forms without a member that only a text can hold',
  async () => {
    const workspace = corpus ?? '';
    const { readSchema, untypedMembers } = await loadBothSides(workspace);
    let types = 0;
    /** @type {string[]} */
    const ofTexts = [];
    /** @type {string[]} */
    const untyped = [];
    /** @type {string[]} */
    const told = [];
    for (const path of descriptionsBelow(join(workspace, 'software'))) {
      const profile = `workspace/${relative(workspace, path).replace(/\.json$/, '')}`;
      const { softwareTypes, problem } = await readSchema(profile);
      if (problem !== undefined) told.push(`${profile}: ${problem}`);
      for (const { name, serialisation, parameters, gaps = [] } of softwareTypes) {
        told.push(...gaps.map((gap) => `${profile}, ${name}: ${gap}`));
        if (parameters === undefined) continue;
        types++;
        const members = untypedMembers(parameters);
        const line = `${profile}, ${name}: ${members.join(', ')}`;
        if (members.length > 0) untyped.push(line);
        // A parameter that is a text anyway is not asked for its kind.
        if (serialisation === 'xml' && members.some((one) => one.lastIndexOf('/') === 0)) ofTexts.push(line);
      }
    }
    const lines = [
      `${types} forms.`,
      `${ofTexts.length} have a member that only a text box edits:`,
      ...ofTexts,
      `${untyped.length} ask for the kind of a value first, which the schema does not say:`,
      ...untyped,
      `${told.length} descriptions lack something:`,
      ...told,
    ];
    writeSync(1, `${lines.join('\n')}\n`);
    expect(ofTexts.length).toBeLessThanOrEqual(mostOfTexts);
  },
  600_000,
);

/**
 * @param {string} workspace
 * @returns {Promise<{
 *   readSchema: (profile: string) => Promise<ReleaseSchema>,
 *   untypedMembers: (schema: unknown) => string[],
 * }>}
 */
async function loadBothSides(workspace) {
  /**
   * @param {string} file
   * @returns {Promise<unknown>}
   */
  const load = (file) => import(new URL(`../${file}`, import.meta.url).pathname);
  const { createWorkspacePaths } = /** @type {{ createWorkspacePaths: (roots: unknown) => unknown }} */ (
    await load('server/core/files/workspacePaths.ts')
  );
  const { readReleaseSchema } =
    /** @type {{ readReleaseSchema: (paths: unknown, reading: unknown) => Promise<ReleaseSchema> }} */ (
      await load('server/features/releases/releaseSchema.ts')
    );
  const { untypedMembers } = /** @type {{ untypedMembers: (schema: unknown) => string[] }} */ (
    await load('client/src/features/services/parameters/testing/untypedMembers.ts')
  );
  // There is nothing to read but the corpus.
  const none = join(import.meta.dirname, 'none');
  const paths = createWorkspacePaths({ workspace, releases: none, instances: none });
  return { readSchema: (profile) => readReleaseSchema(paths, { profile }), untypedMembers };
}

/** @param {string} folder */
function descriptionsBelow(folder) {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /(?:^|\/)software[^/]*\.cfg\.json$/.test(name))
    .map((name) => join(folder, name))
    .sort();
}
