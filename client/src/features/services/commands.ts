import type { Command } from '../../core/commands/registry.ts';
import { showOverlay } from '../../core/overlays.tsx';
import { isLive } from '../../core/stores/connectionStore.ts';
import { currentRelease, useReleasesStore } from '../releases/index.ts';
import { isRequestFile } from '../../../../shared/requests/requestFile.ts';
import { shownPath } from '../editor/index.ts';
import { copyFileRequest, requestFromFile } from './requestFiles/requestActions.ts';
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
    id: 'services.requestFile',
    label: 'Request the instance of this file',
    when: () => isLive() && isRequestFile(shownPath()),
    run: () => requestFromFile(shownPath()),
  },
  {
    id: 'services.copyRequest',
    label: 'Copy this file as slapos request',
    when: () => isLive() && isRequestFile(shownPath()),
    run: () => copyFileRequest(shownPath()),
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
