import { closeSync, openSync, writeSync } from 'node:fs';
import { appendFile, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { FolderWatch } from './folderWatch.ts';
import { createFolderWatch } from './folderWatch.ts';

let folder: string;
let watch: FolderWatch;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'watch-'));
  watch = createFolderWatch();
});
afterEach(async () => {
  await watch.dispose();
  await rm(folder, { recursive: true, force: true });
});

test('tells of files that are written, made and replaced, to those who asked for their names', async () => {
  const [log, status] = [vi.fn(), vi.fn()];
  watch.on(folder, 'a.log', log);
  watch.on(folder, 'status.json', status);
  await pause(20);
  await appendFile(join(folder, 'a.log'), 'x');
  await vi.waitFor(() => expect(log).toHaveBeenCalled(), 500);
  expect(status).not.toHaveBeenCalled();
  await writeFile(join(folder, 'temporary'), '{}');
  await rename(join(folder, 'temporary'), join(folder, 'status.json'));
  await vi.waitFor(() => expect(status).toHaveBeenCalled(), 500);
});

test('does not tell those who left, and goes on telling the others', async () => {
  const [gone, here] = [vi.fn(), vi.fn()];
  const first = watch.on(folder, 'a.log', gone);
  watch.on(folder, 'a.log', here);
  void first.dispose();
  await pause(20);
  await appendFile(join(folder, 'a.log'), 'x');
  await vi.waitFor(() => expect(here).toHaveBeenCalled(), 500);
  expect(gone).not.toHaveBeenCalled();
});

test('is called by and by without a change too, also for a folder that cannot be watched', async () => {
  const [quiet, missing] = [vi.fn(), vi.fn()];
  watch.on(folder, 'a.log', quiet);
  watch.on(join(folder, 'missing'), 'a.log', missing);
  await vi.waitFor(() => expect(missing.mock.calls.length).toBeGreaterThan(3), 1000);
  await vi.waitFor(() => expect(quiet).toHaveBeenCalled(), 3000);
});

test('tells of very many writes in a few calls, though several files are asked for', async () => {
  const told = vi.fn();
  watch.on(folder, 'a.log', told);
  watch.on(folder, 'status.json', vi.fn());
  const file = openSync(join(folder, 'a.log'), 'w');
  for (let n = 0; n < 20_000; n++) writeSync(file, 'x');
  closeSync(file);
  await pause(100);
  expect(told.mock.calls.length).toBeGreaterThan(0);
  expect(told.mock.calls.length).toBeLessThan(100);
});
