import { call } from '../../core/api/client.ts';
import type { Feature } from '../../core/feature.ts';
import { fetchInto } from '../../core/live/fetchInto.ts';
import { settingsCommands } from './commands.ts';
import { putAutomation, putSettings } from './model/settingsStore.ts';

/** The settings of the server, and what came of those that act by themselves. */
export const settings = {
  commands: settingsCommands,
  topics: {
    settings: (event) => putSettings(event.settings),
    automation: (event) => putAutomation(event.automation),
  },
  refresh: () =>
    fetchInto(
      'settings',
      () => call('getSettings'),
      (answer) => {
        putSettings(answer.settings);
        putAutomation(answer.automation);
      },
    ),
} satisfies Feature;
