import { referenceOfRequest } from '../../../../shared/requestFile.ts';
import type { Command } from '../../core/commands/registry.ts';
import { currentRoute } from '../../core/navigation.ts';
import { showOverlay } from '../../core/overlays.tsx';
import { isLive } from '../../core/stores/connectionStore.ts';
import { activeFile, activeText, saveAll, useEditorStore } from '../editor/index.ts';
import { currentRelease, useReleasesStore } from '../releases/index.ts';
import { forwardsDialog, requestInstanceDialog, stopServicesDialog } from './overlays.ts';

/** The instance that the open file requests. */
function requestedByFile(): string | undefined {
  if (currentRoute().page !== 'editor') return undefined;
  return referenceOfRequest(activeFile(useEditorStore.getState())?.path ?? '');
}

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
    id: 'services.requestFile',
    label: 'Request the instance of this file',
    when: () => isLive() && requestedByFile() !== undefined,
    run: async () => {
      const reference = requestedByFile();
      const text = activeText();
      if (reference === undefined || text === undefined) return;
      const { unsaved } = await saveAll();
      // The bar above its text says why.
      if (unsaved.length > 0) return;
      const { applyRequestFile } = await import('./requests/requestFiles.ts');
      await applyRequestFile(reference, text);
    },
  },
  {
    id: 'services.stopAll',
    label: 'Stop all services…',
    when: isLive,
    run: () => showOverlay(stopServicesDialog, {}),
  },
];
