import { defineOverlay } from '../core/overlays.tsx';

export const commandPalette = defineOverlay(
  'palette',
  async () => (await import('./CommandPalette.tsx')).CommandPalette,
);
export const shortcutsDialog = defineOverlay(
  'shortcuts',
  async () => (await import('./ShortcutsDialog.tsx')).ShortcutsDialog,
);
