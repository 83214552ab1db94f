import { opendir } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from '../../core/files/fileError.ts';
import type { KeptReleases } from './keptReleases.ts';
import { stampOf } from './profileInputs.ts';

/** A release and where its profile is. `isGone`: see `Release`. */
export interface ReleaseSource {
  readonly name: string;
  readonly url: string;
  readonly isGone: boolean;
}

/** Which releases there are: those of the workspace, and those that SlapOS has and the workspace no longer. */
export interface ReleaseSources {
  /** All, by name. */
  list(): ReleaseSource[];
  /** Names of those of the workspace, sorted. */
  names(): readonly string[];
  /** Absolute file name of the profile of a release of the workspace. */
  profileOf(name: string): string;
  /** Name of the release with this URL, where its place is in the workspace. */
  nameOf(url: string): string | undefined;
  /** Looks again which there are in the workspace. */
  rescan(): Promise<void>;
}

/** Looks for the releases in `workspace`, a real absolute folder. */
export async function openReleaseSources(
  workspace: string,
  kept: Pick<KeptReleases, 'urls'>,
): Promise<ReleaseSources> {
  let names = await listNames(workspace);
  const profileOf = (name: string) => join(workspace, 'software', name, 'software.cfg');
  const nameOf = (url: string) => {
    const name = url.split('/').at(-2) ?? '';
    return url === profileOf(name) ? name : undefined;
  };
  return {
    list: () => {
      const gone = kept.urls().filter((url) => !names.includes(nameOf(url) ?? ''));
      return [
        ...names.map((name) => ({ name, url: profileOf(name), isGone: false })),
        ...gone.map((url) => ({ name: nameOf(url) ?? url, url, isGone: true })),
      ].sort((a, b) => (a.name < b.name ? -1 : 1));
    },
    names: () => names,
    profileOf,
    nameOf,
    rescan: async () => {
      names = await listNames(workspace);
    },
  };
}

/** Names of the releases, sorted. */
async function listNames(workspace: string): Promise<string[]> {
  const software = join(workspace, 'software');
  const names: string[] = [];
  try {
    // One after the other, since there may be anything in that folder: the event loop goes on in between.
    for await (const { name } of await opendir(software, { bufferSize: 256 })) {
      if (name.startsWith('.')) continue;
      if ((await stampOf(join(software, name, 'software.cfg'))) !== undefined) names.push(name);
    }
  } catch (error) {
    if (!hasCode(error, 'ENOENT', 'ENOTDIR')) throw error;
  }
  return names.sort();
}
