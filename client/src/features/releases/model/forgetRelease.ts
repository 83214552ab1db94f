import { call } from '../../../core/api/client.ts';
import { fetchReleases } from './fetchReleases.ts';

/** Takes a release that was added by its URL, and is not installed, off the list. */
export async function forgetRelease(release: string): Promise<void> {
  await call('forgetRelease', { params: { release } });
  fetchReleases();
}
