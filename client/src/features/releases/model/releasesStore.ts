import type { Rebuilt, Release, StepStatus } from '../../../../../shared/releases.ts';
import { createAppStore, useShallow } from '../../../core/stores/createAppStore.ts';

interface ReleasesStore {
  /** Undefined until the first answer. */
  releases: readonly Release[] | undefined;
  /** Name of the release that the header shows and Rebuild builds. */
  selected: string | undefined;
  /** Reference of its instance that they are about; undefined for the one named as the release. */
  selectedReference: string | undefined;
}

/** What the header is about: a release and one of its instances, which may not be built yet. */
export interface Pair {
  release: Release;
  reference: string;
  /** Of the instance; that of the software is in `release`. */
  status: StepStatus;
  /** Builds of the release that the instance has not seen. */
  rebuilt?: Rebuilt | undefined;
}

export const useReleasesStore = createAppStore<ReleasesStore>(() => ({
  releases: undefined,
  selected: undefined,
  selectedReference: undefined,
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

/** Chooses a release, and its first instance. */
export function selectRelease(name: string): void {
  useReleasesStore.setState({ selected: name, selectedReference: undefined });
}

/** Chooses an instance of a release. One that does not exist yet is shown as soon as it does. */
export function selectPair(release: string, reference: string): void {
  useReleasesStore.setState({ selected: release, selectedReference: reference });
}

/** What is shown as long as nothing was selected: the example that one begins with. */
const example = 'helloworld';

/** The releases that can be built: those of the workspace. */
export function buildableReleases({
  releases,
}: Pick<ReleasesStore, 'releases'>): readonly Release[] | undefined {
  return releases?.filter(({ isGone }) => isGone !== true);
}

/** The release that the header is about: the selected one, else the example, else the first. */
export function currentRelease({ releases, selected }: ReleasesStore): Release | undefined {
  const buildable = buildableReleases({ releases }) ?? [];
  const named = (wanted: string | undefined) => buildable.find(({ name }) => name === wanted);
  return named(selected) ?? named(example) ?? buildable[0];
}

export function useCurrentRelease(): Release | undefined {
  return useReleasesStore(currentRelease);
}

/** The release with the instance that is selected, else with its first. */
export function currentPair(state: ReleasesStore): Pair | undefined {
  const release = currentRelease(state);
  const chosen = release?.name === state.selected ? state.selectedReference : undefined;
  const instance = release?.instances.find(({ reference }) => reference === chosen) ?? release?.instances[0];
  if (!release || !instance) return undefined;
  const { reference, status, rebuilt } = instance;
  return { release, reference, status, rebuilt };
}

export function useCurrentPair(): Pair | undefined {
  return useReleasesStore(useShallow(currentPair));
}
