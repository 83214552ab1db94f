import type { Release } from '../../../shared/model/release.ts';
import { createAppStore } from './createAppStore.ts';

interface ReleasesStore {
  /** Undefined until the first answer. */
  releases: readonly Release[] | undefined;
  /** Name of the release that the header shows and Rebuild builds. */
  selected: string | undefined;
}

export const useReleasesStore = createAppStore<ReleasesStore>(() => ({
  releases: undefined,
  selected: undefined,
}));

/** Replaces the list. A selection that is gone falls back to the first release. */
export function setReleases(releases: readonly Release[]): void {
  useReleasesStore.setState({ releases });
}

/** Takes the new state of one release, known or new. */
export function putRelease(release: Release): void {
  useReleasesStore.setState(({ releases = [] }) => ({
    releases: releases.some(({ name }) => name === release.name)
      ? releases.map((old) => (old.name === release.name ? release : old))
      : [...releases, release].sort((a, b) => a.name.localeCompare(b.name)),
  }));
}

export function selectRelease(name: string): void {
  useReleasesStore.setState({ selected: name });
}

/** The release that the header is about: the selected one, else the first. */
export function currentRelease(state: ReleasesStore): Release | undefined {
  return state.releases?.find(({ name }) => name === state.selected) ?? state.releases?.[0];
}

export function useCurrentRelease(): Release | undefined {
  return useReleasesStore(currentRelease);
}
