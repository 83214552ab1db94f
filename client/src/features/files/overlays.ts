import { defineOverlay } from '../../core/overlays.tsx';

export const quickOpen = defineOverlay('quickOpen', async () => (await import('./QuickOpen.tsx')).QuickOpen);
export const deleteEntryDialog = defineOverlay<{ path: string; folder: boolean }>(
  'deleteEntry',
  async () => (await import('./DeleteEntryDialog.tsx')).DeleteEntryDialog,
);
