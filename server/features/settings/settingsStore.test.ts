import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { defaultSettings } from '../../../shared/automation.ts';
import { openSettingsStore } from './settingsStore.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'settings-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

test('are the defaults at first, and what was set from then on, also for the next server', async () => {
  const path = join(folder, 'settings.json');
  const store = await openSettingsStore(path);
  expect(store.get()).toEqual({
    rebuildOnSave: false,
    updateHashesOnSave: false,
    keepConverged: false,
    keptRuns: 200,
    rebootstrap: true,
  });
  const next = { ...defaultSettings, rebuildOnSave: true, keptRuns: 5 };
  const seen: unknown[] = [];
  store.changed.on((settings) => seen.push(settings));
  await store.set(next);
  expect(store.get()).toEqual(next);
  expect(seen).toEqual([next]);
  expect((await openSettingsStore(path)).get()).toEqual(next);
});

test('of before a setting was there have its default', async () => {
  const path = join(folder, 'settings.json');
  await writeFile(path, '{"rebuildOnSave": true, "keepConverged": false, "keptRuns": 7}');
  expect((await openSettingsStore(path)).get()).toEqual({
    ...defaultSettings,
    rebuildOnSave: true,
    keptRuns: 7,
  });
});

test('are the defaults again where the file is damaged, which is kept', async () => {
  const path = join(folder, 'settings.json');
  await writeFile(path, '{"keptRuns": -1');
  expect((await openSettingsStore(path)).get()).toEqual(defaultSettings);
  expect(await readFile(`${path}.invalid`, 'utf8')).toBe('{"keptRuns": -1');
});

test('stay what they were where they cannot be written', async () => {
  const store = await openSettingsStore(join(folder, 'settings.json'));
  await rm(folder, { recursive: true });
  const setting = store.set({ ...defaultSettings, keptRuns: 1 });
  await expect(setting).rejects.toMatchObject({ name: 'AppError' });
  expect(store.get()).toEqual(defaultSettings);
  folder = await mkdtemp(join(tmpdir(), 'settings-'));
});
