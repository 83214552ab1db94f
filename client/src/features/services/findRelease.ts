import type { Release } from '../../../../shared/releases.ts';

/** The release that an instance says it is of: by its name, or by its URL where that is not of the workspace. */
export function findRelease(releases: readonly Release[], nameOrUrl: string): Release | undefined {
  return releases.find(({ name }) => name === nameOrUrl) ?? releases.find(({ url }) => url === nameOrUrl);
}
