import { profileRules } from './adviceRules.ts';
import { cookbookVersion } from './cookbookRecipes.ts';
import { readProfile } from './profileText.ts';
import { pythonRules } from './pythonRules.ts';
import type { Finding, ProfileSurroundings } from './rule.ts';
import { findUnreadableLines } from './unreadableLines.ts';

/** Whether there may be advice for a file of this name: profiles, templates of profiles, and Python. */
export function isAdvised(path: string): boolean {
  return isProfile(path) || path.endsWith('.py');
}

/**
 * What is out of date, will not work, or cannot be read in a file, in the order of the text. Offsets count UTF-16 units in `text`, whose
 * lines end with `\n`. Takes time in proportion to the text: some milliseconds for 500 sections.
 */
export function findAdvice(path: string, text: string, surroundings: ProfileSurroundings = {}): Finding[] {
  const found: Finding[] = [];
  if (isProfile(path)) {
    const profile = readProfile(path, text);
    found.push(...findUnreadableLines(path, text));
    for (const { id, check } of profileRules)
      found.push(...check(profile, surroundings).map((each) => ({ rule: id, ...each })));
  } else if (path.endsWith('.py')) {
    for (const { id, checkPython } of pythonRules)
      found.push(...checkPython(text).map((each) => ({ rule: id, ...each })));
  }
  return found.sort((a, b) => a.from - b.from);
}

/** Whether there would be more to say of a profile if its release had the version of slapos.cookbook that is known here. */
export function dependsOnCookbook(path: string, text: string): boolean {
  if (!isProfile(path) || !text.includes('slapos.cookbook:')) return false;
  const count = (cookbook: string | undefined) => findAdvice(path, text, { cookbook }).length;
  return count(cookbookVersion) !== count(undefined);
}

function isProfile(path: string): boolean {
  return /\.cfg(?:\.[^/]*)?$/.test(path);
}
