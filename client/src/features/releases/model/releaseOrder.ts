import { releaseTitle } from '../../../../../shared/releaseName.ts';
import type { Release } from '../../../../../shared/releases.ts';
import { bestMatches } from '../../../core/format/bestMatches.ts';

/** Releases that are offered as the recent ones. */
const mostRecent = 8;

/** The last run that had to do with a release. */
function lastRun({ software, instances }: Release): number {
  return Math.max(0, software.run ?? 0, ...instances.map(({ status }) => status.run ?? 0));
}

/** The releases in the order in which they are offered: first those that were built last, then all others by name. */
export function recentFirst(releases: readonly Release[]): {
  recent: readonly Release[];
  others: readonly Release[];
} {
  const recent = releases
    .filter((release) => lastRun(release) > 0)
    .sort((a, b) => lastRun(b) - lastRun(a))
    .slice(0, mostRecent);
  return { recent, others: releases.filter((release) => !recent.includes(release)) };
}

/** The releases that have these letters in their titles, the best first; then those by URL that have them in one piece. */
export function matchingReleases(releases: readonly Release[], words: string): Release[] {
  const titles = [...new Set(releases.map(({ name }) => releaseTitle(name)))];
  const titled = bestMatches(titles, words, titles.length).flatMap((title) =>
    releases.filter(({ name }) => releaseTitle(name) === title),
  );
  const byUrl = releases.filter(({ name }) => name.toLowerCase().includes(words.toLowerCase()));
  return [...new Set([...titled, ...byUrl])];
}
