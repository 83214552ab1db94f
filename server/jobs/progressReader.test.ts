import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runFiles } from '../../shared/engine.ts';
import type { PartEvent } from '../../shared/engine.ts';
import { createProgressReader } from './progressReader.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'progress-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

const write = (event: PartEvent) =>
  appendFile(join(folder, runFiles.parts.software), `${JSON.stringify(event)}\n`);

test('tells of profiles that are being read, then of parts; again where the build starts again', async () => {
  const read = createProgressReader(folder, 'software', () => 'nextcloud');
  const common = { t: 1, folder: '/soft/0123' };
  expect(await read()).toBeUndefined();
  await write({ event: 'reading', files: 63, ...common });
  const reading = { part: '', index: 0, total: 0, reading: 63, release: 'nextcloud' };
  expect(await read()).toEqual(reading);
  await write({ event: 'parts', total: 2, ...common });
  expect(await read()).toBeUndefined();
  await write({ event: 'begin', part: 'python', action: 'install', ...common });
  expect(await read()).toEqual({ part: 'python', index: 1, total: 2, release: 'nextcloud' });
  await write({ event: 'reading', files: 64, ...common });
  expect(await read()).toEqual({ ...reading, reading: 64 });
});
