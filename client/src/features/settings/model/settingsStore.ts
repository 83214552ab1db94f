import type { Automation, Settings } from '../../../../../shared/automation.ts';
import { createAppStore } from '../../../core/stores/createAppStore.ts';

interface SettingsStore {
  /** What the server does by itself and how much it keeps; undefined until the first answer. */
  settings: Settings | undefined;
  /** What came of what it does by itself. */
  automation: Automation;
}

export const useSettingsStore = createAppStore<SettingsStore>(() => ({
  settings: undefined,
  automation: { convergence: {} },
}));

export function putSettings(settings: Settings): void {
  useSettingsStore.setState({ settings });
}

export function putAutomation(automation: Automation): void {
  useSettingsStore.setState({ automation });
}
