import { defaultSettings, Settings } from '../../../shared/automation.ts';
import type { Signal } from '../../core/kit/emitter.ts';
import { Emitter } from '../../core/kit/emitter.ts';
import { toFileError } from '../../core/files/fileError.ts';
import { createStateFile } from '../../core/state/stateFile.ts';

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
