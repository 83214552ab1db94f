import type { Feature } from '../../core/feature.ts';
import { followTitle } from './documentTitle.ts';
import { fetchReleases } from './model/fetchReleases.ts';
import { putRelease } from './model/releasesStore.ts';

/** The software releases of the workspace; which one with which instance is meant. */
export const releases = {
  topics: { release: ({ release }) => putRelease(release), releases: fetchReleases },
  refresh: fetchReleases,
  start: followTitle,
} satisfies Feature;
