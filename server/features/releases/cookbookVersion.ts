import { nameOf, parentOf } from '../../../shared/core/paths.ts';
import { parseExtends } from '../../../shared/profile/extends.ts';
import { parseProfile } from '../../../shared/profile/syntax/parseProfile.ts';
import type { Profile } from '../../../shared/profile/syntax/parseProfile.ts';
import { valueOf } from '../../../shared/profile/syntax/values.ts';
import { resolveExtends } from '../../jobs/profileFiles.ts';
import type { ProfileFiles } from '../../jobs/profileFiles.ts';

/** Profiles of one release that are read at most. */
const mostProfiles = 1000;

/**
 * The version of slapos.cookbook with which a file of the workspace is used: the one that the release in its folder, or in the
 * nearest one above, pins. Undefined where nobody can tell: there is no release, its profiles are not all here, releases of
 * one folder differ, or the cookbook is developed.
 */
export async function findCookbookVersion(path: string, files: ProfileFiles): Promise<string | undefined> {
  const versions = new Set<string | undefined>();
  for (const profile of await releasesOf(path, files)) {
    const profiles = await profilesOf(profile, files);
    versions.add(profiles && pinOf('slapos-cookbook', profiles));
  }
  return versions.size === 1 ? [...versions][0] : undefined;
}

/** The profiles of the releases that a file belongs to: those called software, and those with a description beside them. */
async function releasesOf(path: string, files: ProfileFiles): Promise<string[]> {
  if (!path.startsWith('workspace/')) return [];
  const own = parentOf(path);
  for (let folder = own; folder.includes('/'); folder = parentOf(folder)) {
    const names = new Set(await files.list(folder));
    const found = [...names].filter(
      (name) => /^software[\w.-]*\.cfg$/.test(name) || (name.endsWith('.cfg') && names.has(`${name}.json`)),
    );
    if (folder === own && found.includes(nameOf(path))) return [path];
    if (found.length > 0) return found.map((name) => `${folder}/${name}`);
  }
  return [];
}

/** A profile and all that it extends, first the one that has the last word; undefined where one of them is not here. */
async function profilesOf(path: string, files: ProfileFiles): Promise<Profile[] | undefined> {
  const found = new Map<string, Profile>();
  const pending = [path];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (found.has(next)) continue;
    const text = await files.read(next);
    if (text === undefined || found.size === mostProfiles) return undefined;
    found.set(next, parseProfile(text));
    for (const value of parseExtends(text)) {
      const extended = /^[a-z+]+:/i.test(value) ? undefined : resolveExtends(parentOf(next), value);
      if (extended === undefined) return undefined;
      pending.push(extended);
    }
  }
  return [...found.values()];
}

/** The version to which profiles, the first of which has the last word, pin an egg with a normalised name. */
function pinOf(egg: string, profiles: readonly Profile[]): string | undefined {
  const [section = 'versions'] = valuesOf(profiles, 'buildout', 'versions');
  if (isDeveloping(profiles)) return undefined;
  for (const { sections } of profiles) {
    const pins = sections.flatMap(({ name, condition, assignments }) =>
      name === section
        ? assignments.filter((one) => normalised(one.name) === egg).map((one) => ({ condition, one }))
        : [],
    );
    const last = pins.at(-1);
    if (last === undefined) continue;
    // Whether a condition holds is known only where the build runs.
    if (pins.some(({ condition }) => condition !== undefined)) return undefined;
    return valueOf(last.one).replace(/:whl$/, '') || undefined;
  }
  return undefined;
}

/** Whether an egg is used from its sources: by `develop`, or by a part. Which egg that is stands in its setup.py. */
function isDeveloping(profiles: readonly Profile[]): boolean {
  const words = (values: readonly string[]) => values.flatMap((value) => value.split(/\s+/)).filter(Boolean);
  if (words(valuesOf(profiles, 'buildout', 'develop')).length > 0) return true;
  const parts = new Set(words(valuesOf(profiles, 'buildout', 'parts')));
  return [...parts].some((part) => valuesOf(profiles, part, 'recipe')[0] === 'zc.recipe.egg:develop');
}

/** All that profiles say of an option, the last word first. */
function valuesOf(profiles: readonly Profile[], section: string, option: string): string[] {
  return profiles.flatMap(({ sections }) =>
    sections
      .filter(({ name }) => name === section)
      .flatMap(({ assignments }) => assignments.filter(({ name }) => name === option))
      .map(valueOf)
      .toReversed(),
  );
}

function normalised(egg: string): string {
  return egg.toLowerCase().replace(/[-_.]+/g, '-');
}
