import type { Command } from '../../core/commands/registry.ts';
import { isLive } from '../../core/stores/connectionStore.ts';
import { changeSettings, useSettingsStore } from '../settings/index.ts';

export const automationCommands: readonly Command[] = [
  {
    id: 'settings.rebuildOnSave',
    label: 'Toggle rebuild on save',
    when: isLive,
    run: () =>
      changeSettings({ rebuildOnSave: useSettingsStore.getState().settings?.rebuildOnSave !== true }),
  },
  {
    id: 'settings.keepConverged',
    label: 'Toggle keeping instances converged',
    when: isLive,
    run: () =>
      changeSettings({ keepConverged: useSettingsStore.getState().settings?.keepConverged !== true }),
  },
];
