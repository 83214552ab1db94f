import { join, relative } from 'node:path';
import { isUrlName, releaseNames } from '../../../shared/releaseName.ts';
import { isWithin } from '../../core/files/workspacePaths.ts';
import type { KeptReleases } from './keptReleases.ts';
import { findReleases } from './releaseProfiles.ts';
import type { ReleaseUrls } from './releaseUrls.ts';

/** A release and where its profile is. `isGone`: see `Release`. */
export interface ReleaseSource {
  readonly name: string;
  readonly url: string;
  readonly isGone: boolean;
}

/**
 * Which releases there are: those of the workspace, those by URL that were added or that SlapOS has, and those that SlapOS
 * has and the workspace no longer.
 */
export interface ReleaseSources {
  /** All, by name. */
  list(): readonly ReleaseSource[];
  /** Those of the workspace: absolute file names of their profiles, by name, sorted. */
  profiles(): ReadonlyMap<string, string>;
  /** Name of the release with this URL, where its place is, or was, in the workspace. */
  nameOf(url: string): string | undefined;
  /** Looks again which there are in the workspace. */
  rescan(): Promise<void>;
}

/** Looks for the releases in `workspace`, a real absolute folder. */
export async function openReleaseSources(
  workspace: string,
  kept: Pick<KeptReleases, 'urls'>,
  added: Pick<ReleaseUrls, 'list'>,
): Promise<ReleaseSources> {
  let profiles: ReadonlyMap<string, string> = new Map();
  let names: ReadonlyMap<string, string> = new Map();
  const rescan = async () => {
    const found = await findReleases(workspace);
    profiles = new Map([...found].map(([name, path]) => [name, join(workspace, path)]));
    names = new Map([...profiles].map(([name, url]) => [url, name]));
  };
  await rescan();
  const nameOf = (url: string): string | undefined => names.get(url) ?? nameOfPlace(workspace, url);
  return {
    list: () => {
      const others = kept.urls().filter((url) => !names.has(url));
      const byUrl = new Set([...added.list(), ...others.filter(isUrlName)]);
      const gone = others.filter((url) => !byUrl.has(url));
      return [
        ...[...profiles].map(([name, url]) => ({ name, url, isGone: false })),
        ...[...byUrl].map((url) => ({ name: url, url, isGone: false })),
        ...gone.map((url) => {
          const name = nameOf(url);
          // Another profile may have taken its name.
          return { name: name === undefined || profiles.has(name) ? url : name, url, isGone: true };
        }),
      ].sort((a, b) => (a.name < b.name ? -1 : 1));
    },
    profiles: () => profiles,
    nameOf,
    rescan,
  };
}

/** The name that a profile at this place had, where it was one of a release. */
function nameOfPlace(workspace: string, url: string): string | undefined {
  if (!isWithin(workspace, url)) return undefined;
  const path = relative(workspace, url);
  // Whether it had a description is not known any more.
  return [...releaseNames([path, `${path}.json`]).keys()][0];
}
