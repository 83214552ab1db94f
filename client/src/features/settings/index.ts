/** What other features may use of this one. */
export { changeSettings } from './model/settings.ts';
export { useSettingsStore } from './model/settingsStore.ts';
export { settingsDialog } from './overlays.ts';
