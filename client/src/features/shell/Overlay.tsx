import { lazy } from 'react';
import { assertNever } from '../../../../shared/assertNever.ts';
import { closeOverlay, type useOverlayStore } from '../../stores/overlayStore.ts';
import { CloseFileDialog } from '../editor/CloseFileDialog.tsx';
import { RevertFileDialog } from '../editor/RevertFileDialog.tsx';
import { DeleteEntryDialog } from '../files/DeleteEntryDialog.tsx';
import { CommandPalette } from './CommandPalette.tsx';
import { QuickOpen } from './QuickOpen.tsx';
import { SettingsDialog } from './SettingsDialog.tsx';
import { ShortcutsDialog } from './ShortcutsDialog.tsx';
import { StopServicesDialog } from './StopServicesDialog.tsx';

// These bring Monaco with them, or the forms of Services.
const CompareDialog = lazy(async () => ({
  default: (await import('../editor/CompareDialog.tsx')).CompareDialog,
}));
const CompareInputDialog = lazy(async () => ({
  default: (await import('../runs/CompareInputDialog.tsx')).CompareInputDialog,
}));
const RequestInstanceDialog = lazy(async () => ({
  default: (await import('../services/RequestInstanceDialog.tsx')).RequestInstanceDialog,
}));

/** A dialog or a palette. */
export function Overlay({
  overlay,
}: {
  overlay: NonNullable<ReturnType<typeof useOverlayStore.getState>['overlay']>;
}) {
  switch (overlay.kind) {
    case 'palette':
      return <CommandPalette onClose={closeOverlay} />;
    case 'quickOpen':
      return <QuickOpen onClose={closeOverlay} />;
    case 'shortcuts':
      return <ShortcutsDialog onClose={closeOverlay} />;
    case 'stopServices':
      return <StopServicesDialog onClose={closeOverlay} />;
    case 'closeFile':
      return <CloseFileDialog path={overlay.path} onClose={closeOverlay} />;
    case 'revertFile':
      return <RevertFileDialog path={overlay.path} onClose={closeOverlay} />;
    case 'deleteEntry':
      return <DeleteEntryDialog path={overlay.path} folder={overlay.folder} onClose={closeOverlay} />;
    case 'compare':
      return <CompareDialog path={overlay.path} onClose={closeOverlay} />;
    case 'compareInput':
      return <CompareInputDialog comparison={overlay.comparison} onClose={closeOverlay} />;
    case 'requestInstance':
      return <RequestInstanceDialog release={overlay.release} onClose={closeOverlay} />;
    case 'settings':
      return <SettingsDialog onClose={closeOverlay} />;
    default:
      return assertNever(overlay);
  }
}
