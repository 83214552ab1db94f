import type { Command } from '../../core/commands/registry.ts';
import { showOverlay } from '../../core/overlays.tsx';
import { isLive } from '../../core/stores/connectionStore.ts';
import { currentRelease, useReleasesStore } from '../releases/index.ts';
import { forwardsDialog, requestInstanceDialog, stopServicesDialog } from './overlays.ts';

export const serviceCommands: readonly Command[] = [
  {
    id: 'services.request',
    label: 'Request instance…',
    when: () => isLive() && currentRelease(useReleasesStore.getState()) !== undefined,
    run: () => {
      const release = currentRelease(useReleasesStore.getState());
      if (release) showOverlay(requestInstanceDialog, { release: release.name });
    },
  },
  {
    id: 'services.forwards',
    label: 'Forwarded requests…',
    when: isLive,
    run: () => showOverlay(forwardsDialog, {}),
  },
  {
    id: 'services.stopAll',
    label: 'Stop all services…',
    when: isLive,
    run: () => showOverlay(stopServicesDialog, {}),
  },
];
