/** What other features may use of this one. */
export { releaseSums } from './overlays.ts';
export { forgetRelease } from './model/forgetRelease.ts';
export {
  buildableReleases,
  currentPair,
  currentRelease,
  putRelease,
  selectPair,
  selectRelease,
  useCurrentPair,
  useCurrentRelease,
  useReleasesStore,
  type Pair,
} from './model/releasesStore.ts';
