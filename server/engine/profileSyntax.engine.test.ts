import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { parseProfile } from '../../shared/profile/syntax/parseProfile.ts';
import { generatedProfiles, hardProfiles } from '../../shared/profile/syntax/testing/hardProfiles.ts';
import { sectionsOfProfile } from '../../shared/profile/syntax/values.ts';

const project = fileURLToPath(new URL('../..', import.meta.url));

/** What zc.buildout's own parser says of a text, see engine/tests/parse_profiles.py. */
interface Reading {
  readonly sections?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly lines?: readonly number[];
  readonly error?: string;
  readonly conditions: Readonly<Record<string, boolean>>;
}

function readByBuildout(texts: readonly string[]): Reading[] {
  const python = join(process.env.WEBRUNNER_TEST_ENGINE ?? '', 'bin', 'python');
  const { status, stdout, stderr } = spawnSync(
    python,
    [join(project, 'engine', 'tests', 'parse_profiles.py')],
    {
      input: JSON.stringify(texts),
      encoding: 'utf8',
      maxBuffer: 1024 ** 3,
      timeout: 120_000,
    },
  );
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as Reading[];
}

/** Compares every text; answers how many buildout could read. */
function compare(texts: ReadonlyMap<string, string>): number {
  const readings = readByBuildout([...texts.values()]);
  const different: string[] = [];
  let readable = 0;
  for (const [index, [name, text]] of [...texts].entries()) {
    const reading = readings[index];
    if (reading === undefined || reading.error !== undefined) continue;
    const holds = (line: number): boolean => reading.conditions[line] === true;
    const profile = parseProfile(text, { holds: (_, line) => holds(line) });
    try {
      if (reading.sections === undefined) {
        expect(profile.problems.map(({ line }) => line)).toEqual(reading.lines);
        continue;
      }
      readable++;
      expect(profile.problems).toEqual([]);
      const read = sectionsOfProfile(profile, ({ line }) => holds(line));
      expect(
        Object.fromEntries([...read].map(([section, options]) => [section, Object.fromEntries(options)])),
      ).toEqual(reading.sections);
    } catch (error) {
      different.push(
        `${name}: ${error instanceof Error ? error.message : String(error)}\n${JSON.stringify(text.slice(0, 400))}`,
      );
    }
  }
  expect(different.slice(0, 5)).toEqual([]);
  return readable;
}

/** The profiles below a folder: what buildout reads, and what is rendered into that. */
function profilesBelow(folder: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !/\.cfg(?:\.in|\.jinja2?|\.j2)?$/.test(entry.name)) continue;
    const path = join(entry.parentPath, entry.name);
    found.set(path, readFileSync(path, 'utf8'));
  }
  return found;
}

test('texts that are easy to read wrongly are read as buildout reads them', () => {
  const texts = new Map(hardProfiles.map((text, index) => [`hard ${index}`, text]));
  expect(compare(texts)).toBeGreaterThan(40);
});

test('generated profiles are read as buildout reads them', () => {
  const texts = new Map(generatedProfiles(600, 1).map((text, index) => [`generated ${index}`, text]));
  expect(compare(texts)).toBeGreaterThan(300);
});

test('the profiles of the workspace are read as buildout reads them', () => {
  expect(compare(profilesBelow(join(project, 'profiles')))).toBeGreaterThan(20);
});

// `npm run corpus:syntax -- DIR`, for a clone of the repository where users live.
test.skipIf(process.env.WEBRUNNER_CORPUS === undefined)(
  'the profiles of a corpus are read as buildout reads them',
  () => {
    const texts = profilesBelow(process.env.WEBRUNNER_CORPUS ?? '');
    const readable = compare(texts);
    process.stdout.write(`${texts.size} profiles compared, ${readable} of them readable as they stand\n`);
    expect(texts.size).toBeGreaterThan(0);
  },
);
