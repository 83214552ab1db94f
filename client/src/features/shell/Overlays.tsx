import { lazy, Suspense } from 'react';
import { assertNever } from '../../../../shared/assertNever.ts';
import { closeOverlay, useOverlayStore } from '../../stores/overlayStore.ts';
import { CloseFileDialog } from '../editor/CloseFileDialog.tsx';
import { RevertFileDialog } from '../editor/RevertFileDialog.tsx';
import { DeleteEntryDialog } from '../files/DeleteEntryDialog.tsx';
import { ShortcutsDialog } from './ShortcutsDialog.tsx';
import { StopServicesDialog } from './StopServicesDialog.tsx';
import { useIdlePreload } from './useIdlePreload.ts';

const loadPalette = () => import('./CommandPalette.tsx');
const loadQuickOpen = () => import('./QuickOpen.tsx');
const preloads = [loadPalette, loadQuickOpen];

const CommandPalette = lazy(async () => ({ default: (await loadPalette()).CommandPalette }));
const QuickOpen = lazy(async () => ({ default: (await loadQuickOpen()).QuickOpen }));
const CompareDialog = lazy(async () => ({
  default: (await import('../editor/CompareDialog.tsx')).CompareDialog,
}));
const CompareInputDialog = lazy(async () => ({
  default: (await import('../runs/CompareInputDialog.tsx')).CompareInputDialog,
}));
const RequestInstanceDialog = lazy(async () => ({
  default: (await import('../services/RequestInstanceDialog.tsx')).RequestInstanceDialog,
}));
const SettingsDialog = lazy(async () => ({ default: (await import('./SettingsDialog.tsx')).SettingsDialog }));

/** What is in front of the page, if anything. */
export function Overlays() {
  const overlay = useOverlayStore((state) => state.overlay);
  useIdlePreload(preloads);
  return <Suspense>{overlay && <Shown overlay={overlay} />}</Suspense>;
}

function Shown({
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
