import type { Convergence, Settings } from '../../../shared/model/settings.ts';
import { createAppStore } from './createAppStore.ts';

interface SettingsStore {
  /** What the server does by itself and how much it keeps; undefined until the first answer. */
  settings: Settings | undefined;
  /** What keeping converged did last. */
  convergence: Convergence;
}

export const useSettingsStore = createAppStore<SettingsStore>(() => ({
  settings: undefined,
  convergence: {},
}));

export function putSettings(settings: Settings): void {
  useSettingsStore.setState({ settings });
}

export function putConvergence(convergence: Convergence): void {
  useSettingsStore.setState({ convergence });
}
