import type { Settings } from '../../../../../shared/automation.ts';
import { call } from '../../../core/api/client.ts';
import { putSettings, useSettingsStore } from './settingsStore.ts';

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
