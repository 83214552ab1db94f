import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openTempFiles } from './tempFiles.ts';

test('what a killed server left is removed at the next start, and nothing else', async () => {
  const base = await mkdtemp(join(tmpdir(), 'wr-'));
  try {
    const journal = join(base, 'saves');
    await mkdir(join(base, 'workspace'));
    await writeFile(join(base, 'workspace', 'mine.txt'), '');
    const before = await openTempFiles(journal);
    const orphan = await before.create(join(base, 'workspace'));
    await orphan.handle.close();
    const finished = await before.create(join(base, 'workspace'));
    await finished.discard();
    await writeFile(join(journal, 'forged'), join(base, 'workspace', 'mine.txt'));
    await writeFile(join(journal, 'empty'), '');
    expect(await readdir(join(base, 'workspace'))).toHaveLength(2);

    await openTempFiles(journal);
    expect(await readdir(join(base, 'workspace'))).toEqual(['mine.txt']);
    expect(await readdir(journal)).toEqual([]);
  } finally {
    await rm(base, { recursive: true });
  }
});
