import { appendFile, mkdtemp, rm, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { FolderPoller } from './folderPoller.ts';

test('what comes, changes and goes in a polled folder is found', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'wr-'));
  const touches: string[] = [];
  const poller = new FolderPoller((path, touch) => touches.push(`${touch} ${path.slice(folder.length + 1)}`));
  try {
    await writeFile(join(folder, 'changes'), '');
    await writeFile(join(folder, 'goes'), '');
    poller.add(folder);
    await new Promise((resolve) => setTimeout(resolve, 500));
    await appendFile(join(folder, 'changes'), 'x');
    await unlink(join(folder, 'goes'));
    await writeFile(join(folder, 'comes'), '');
    await vi.waitUntil(() => touches.length >= 3, { timeout: 8000 });
    expect(touches.sort()).toEqual(['changed changes', 'renamed comes', 'renamed goes']);
  } finally {
    poller.dispose();
    await rm(folder, { recursive: true });
  }
});
