import type { Settings } from '../../../shared/model/settings.ts';
import { call } from '../api/client.ts';
import { putSettings, useSettingsStore } from '../stores/settingsStore.ts';

/**
 * Changes some of the settings on the server. What is shown follows when the server has taken them.
 * Errors: those of `call`; nothing happens before the settings are known.
 */
export async function changeSettings(changes: Partial<Settings>): Promise<void> {
  const { settings } = useSettingsStore.getState();
  if (!settings) return;
  const wanted = { ...settings, ...changes };
  await call('putSettings', { body: wanted });
  putSettings(wanted);
}
