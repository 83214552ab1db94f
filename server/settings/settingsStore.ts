import { defaultSettings, Settings } from '../../shared/model/settings.ts';
import type { Signal } from '../emitter.ts';
import { Emitter } from '../emitter.ts';
import { toFileError } from '../workspace/fileError.ts';
import { createStateFile } from '../workspace/stateFile.ts';

/** What is done without anybody pressing a button, and how much is kept. */
export interface SettingsStore {
  get(): Settings;
  /** Takes effect when it is written. Rejects with AppError where it cannot be written, for example `disk_full`. */
  set(settings: Settings): Promise<void>;
  readonly changed: Signal<Settings>;
}

/** Opens the settings that are kept at `path`. */
export async function openSettingsStore(path: string): Promise<SettingsStore> {
  const changed = new Emitter<Settings>();
  const file = createStateFile(path, Settings);
  let settings = (await file.read()) ?? defaultSettings;
  return {
    changed,
    get: () => settings,
    set: async (next) => {
      try {
        await file.write(next);
      } catch (error) {
        throw toFileError(error, 'write');
      }
      settings = next;
      changed.emit(next);
    },
  };
}
