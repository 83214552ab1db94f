import { parentOf } from '../../shared/core/paths.ts';
import { isLocalExtends, parseExtends } from '../../shared/profile/extends.ts';
import type { Place } from '../../shared/profile/problem.ts';
import { parseProfile } from '../../shared/profile/syntax/parseProfile.ts';
import type { StepKind } from '../../shared/runs.ts';
import { resolveExtends } from './profileFiles.ts';
import type { ProfileFiles } from './profileFiles.ts';

/** What is looked for: a section, or the line of an option in it where it has one. */
export interface Wanted {
  readonly section: string;
  readonly option?: string | undefined;
}

/** Profiles that are read at most, for one section. */
const mostProfiles = 400;

const isProfile = (name: string): boolean => /\.cfg$|\.in$|\.jinja2?$|\.j2$/.test(name);

/**
 * Finds the section that a step worked on: for the software in the profile at a client path, else in those that it extends,
 * the nearer ones first; for an instance in the other profiles of the release's folder, which the partition's was
 * rendered from. Undefined where it has no such header as written: it may come from another release, or from a loop.
 */
export async function findSection(
  profile: string,
  step: StepKind,
  { section, option }: Wanted,
  files: ProfileFiles,
): Promise<Required<Place> | undefined> {
  const queue = step === 'software' ? [profile] : await profilesBeside(profile, files);
  let place: Required<Place> | undefined;
  for (let at = 0; at < Math.min(queue.length, mostProfiles); at++) {
    const path = queue[at] ?? profile;
    const text = await files.read(path);
    if (text === undefined) continue;
    for (const found of parseProfile(text, { jinja: true }).sections.filter(({ name }) => name === section)) {
      place ??= { path, line: found.line };
      const line = found.assignments.find(({ name }) => name === option)?.line;
      // A later file may give the option its value, where this one only has the section.
      if (option === undefined) return place;
      if (line !== undefined) return { path, line };
    }
    for (const value of parseExtends(text).filter(isLocalExtends)) {
      const extended = resolveExtends(parentOf(path), value);
      if (extended !== undefined && !queue.includes(extended)) queue.push(extended);
    }
  }
  return place;
}

/** The other profiles of the folder, those first that are called after the instance. */
async function profilesBeside(path: string, files: ProfileFiles): Promise<string[]> {
  const folder = parentOf(path);
  return (await files.list(folder))
    .filter((name) => isProfile(name) && `${folder}/${name}` !== path)
    .map((name) => `${folder}/${name}`)
    .sort((a, b) => Number(b.includes('/instance')) - Number(a.includes('/instance')));
}
