import type { Command } from '../../core/commands/registry.ts';
import { showOverlay } from '../../core/overlays.tsx';
import { isUrlName } from '../../../../shared/releaseName.ts';
import { currentRelease, useReleasesStore } from './model/releasesStore.ts';
import { addReleaseDialog, releaseList, releaseSums } from './overlays.ts';

/** The release that is chosen, where it is one by URL. */
function chosenUrl(): string | undefined {
  const name = currentRelease(useReleasesStore.getState())?.name;
  return name !== undefined && isUrlName(name) ? name : undefined;
}

/** What concerns which release is meant. */
export const releaseCommands: readonly Command[] = [
  {
    id: 'releases.choose',
    label: 'Choose release…',
    keys: ['Alt+r'],
    run: () => showOverlay(releaseList, {}),
  },
  { id: 'releases.add', label: 'Add release by URL…', run: () => showOverlay(addReleaseDialog, {}) },
  {
    id: 'releases.sums',
    label: 'Show profile and MD5 sums',
    when: () => chosenUrl() !== undefined,
    run: () => {
      const release = chosenUrl();
      if (release !== undefined) showOverlay(releaseSums, { release });
    },
  },
];
