import type { Feature } from '../../core/feature.ts';
import { releaseCommands } from './commands.ts';
import { followTitle } from './documentTitle.ts';
import { fetchReleases } from './model/fetchReleases.ts';
import { putRelease } from './model/releasesStore.ts';

/** The software releases; which one with which instance is meant. */
export const releases = {
  commands: releaseCommands,
  topics: { release: ({ release }) => putRelease(release), releases: fetchReleases },
  refresh: fetchReleases,
  start: followTitle,
} satisfies Feature;
