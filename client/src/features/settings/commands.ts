import type { Command } from '../../core/commands/registry.ts';
import { showOverlay } from '../../core/overlays.tsx';
import { isLive } from '../../core/stores/connectionStore.ts';
import { settingsDialog } from './overlays.ts';

export const settingsCommands: readonly Command[] = [
  { id: 'settings.show', label: 'Settings…', when: isLive, run: () => showOverlay(settingsDialog, {}) },
];
