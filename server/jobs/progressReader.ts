import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { runFiles } from '../../shared/engine.ts';
import type { StepKind, StepProgress } from '../../shared/runs.ts';
import { hasCode } from '../core/files/fileError.ts';
import { advance, parsePartEvents } from './partEvents.ts';
import type { FindRelease } from './partEvents.ts';

const chunkBytes = 64 * 1024;

/** Follows how far a step is; each call reads what has been written since the last one. */
export function createProgressReader(
  directory: string,
  step: StepKind,
  findRelease: FindRelease,
): () => Promise<StepProgress | undefined> {
  const path = join(directory, runFiles.parts[step]);
  let position = 0;
  let progress: StepProgress | undefined;
  return async () => {
    for (;;) {
      const bytes = await readFrom(path, position);
      // A line that is still being written is read when it is whole.
      const end = bytes.lastIndexOf(0x0a) + 1;
      if (end === 0) break;
      position += end;
      for (const event of parsePartEvents(bytes.toString('utf8', 0, end))) {
        progress = advance(progress, event, findRelease);
      }
    }
    // Before the first part there is nothing to tell, unless reading takes its time.
    return progress !== undefined && (progress.index > 0 || progress.reading !== undefined)
      ? progress
      : undefined;
  };
}

async function readFrom(path: string, position: number): Promise<Buffer> {
  try {
    const file = await open(path, 'r');
    try {
      const buffer = Buffer.allocUnsafe(chunkBytes);
      const { bytesRead } = await file.read(buffer, 0, chunkBytes, position);
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return Buffer.alloc(0);
    throw error;
  }
}
