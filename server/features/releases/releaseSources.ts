import { join, relative } from 'node:path';
import { isUrlName, releaseNames } from '../../../shared/releaseName.ts';
import { isWithin } from '../../core/files/workspacePaths.ts';
import type { KeptReleases } from './keptReleases.ts';
import { findReleases } from './releaseProfiles.ts';
import type { ProfileServer } from './profileServer.ts';
import type { ReleaseUrls } from './releaseUrls.ts';

/** A release and where its profile is. `isGone`: see `Release`. */
export interface ReleaseSource {
  readonly name: string;
  readonly url: string;
  /** Absolute file name of its profile in the workspace; undefined where it is not there. */
  readonly profile?: string;
  readonly isGone: boolean;
}

/**
 * Which releases there are: those of the workspace, those by URL that were added or that SlapOS has, and those that SlapOS
 * has and the workspace no longer.
 */
export interface ReleaseSources {
  /** All, by name. */
  list(): readonly ReleaseSource[];
  /** Those whose files are in the workspace: absolute file names of their profiles, by name. */
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
  served: Pick<ProfileServer, 'pathOf'>,
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
  const others = () => kept.urls().filter((url) => !names.has(url));
  const byUrl = () =>
    [...new Set([...added.list(), ...others().filter(isUrlName)])].map((url): ReleaseSource => {
      const path = served.pathOf(url);
      return {
        name: url,
        url,
        ...(path === undefined ? {} : { profile: join(workspace, path) }),
        isGone: false,
      };
    });
  return {
    list: () => {
      const gone = others().filter((url) => !isUrlName(url));
      return [
        ...[...profiles].map(([name, url]) => ({ name, url, profile: url, isGone: false })),
        ...byUrl(),
        ...gone.map((url) => {
          const name = nameOf(url);
          // Another profile may have taken its name.
          return { name: name === undefined || profiles.has(name) ? url : name, url, isGone: true };
        }),
      ].sort((a, b) => (a.name < b.name ? -1 : 1));
    },
    profiles: () =>
      new Map([
        ...profiles,
        ...byUrl().flatMap(({ name, profile }) => (profile === undefined ? [] : [[name, profile] as const])),
      ]),
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
