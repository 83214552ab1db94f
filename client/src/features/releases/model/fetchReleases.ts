import { call } from '../../../core/api/client.ts';
import { fetchInto } from '../../../core/live/fetchInto.ts';
import { setReleases } from './releasesStore.ts';

/** Asks for all releases. */
export function fetchReleases(): void {
  fetchInto(
    'release',
    () => call('listReleases'),
    ({ releases }) => setReleases(releases),
  );
}
