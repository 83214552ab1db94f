import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { partitionCount } from './partitionCount.ts';

test('there are as many partitions as are wanted, and never less than there were', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'partitions-'));
  try {
    expect(await partitionCount(folder, 20)).toBe(20);
    for (const name of ['slappart0', 'slappart29', 'slappart3x', 'etc', 'var'])
      await mkdir(join(folder, name));
    expect(await partitionCount(folder, 20)).toBe(30);
    expect(await partitionCount(folder, 40)).toBe(40);
  } finally {
    await rm(folder, { recursive: true });
  }
});
