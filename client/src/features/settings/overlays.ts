import { defineOverlay } from '../../core/overlays.tsx';

export const settingsDialog = defineOverlay(
  'settings',
  async () => (await import('./SettingsDialog.tsx')).SettingsDialog,
);
