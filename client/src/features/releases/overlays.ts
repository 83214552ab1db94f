import { defineOverlay } from '../../core/overlays.tsx';

/** `words`: what has been typed already. */
export const releaseList = defineOverlay<{ words?: string }>(
  'releaseList',
  async () => (await import('./ReleaseList.tsx')).ReleaseList,
);
/** `url`: what has been typed already. */
export const addReleaseDialog = defineOverlay<{ url?: string }>(
  'addRelease',
  async () => (await import('./AddReleaseDialog.tsx')).AddReleaseDialog,
);
/** The profile and the sums of a release by URL. */
export const releaseSums = defineOverlay<{ release: string }>(
  'releaseSums',
  async () => (await import('./ReleaseSums.tsx')).ReleaseSums,
);
