import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { StepKind } from '../../shared/runs.ts';
import type { ByteAnswer } from '../core/http/byteAnswer.ts';
import { contentDisposition } from '../core/http/byteAnswer.ts';
import { hasCode } from '../core/files/fileError.ts';
import type { RunStore } from './runStore.ts';

/**
 * The log of a step as it is now, also while it grows; empty where the step has not begun. Rejects with AppError
 * `not_found` for a run that is not known.
 */
export async function openLog(
  runStore: RunStore,
  { run, step, asDownload }: { run: number; step: StepKind; asDownload: boolean },
): Promise<ByteAnswer> {
  const { release } = runStore.get(run);
  const headers = {
    'Content-Type': 'text/plain; charset=utf-8',
    'Cache-Control': 'no-store',
    ...(asDownload ? { 'Content-Disposition': contentDisposition(`${release}-run${run}-${step}.log`) } : {}),
  };
  const file = await openIfThere(runStore.logPath(run, step));
  if (file === undefined) return { size: 0, headers, stream: () => Readable.from([]) };
  const { size } = await file.stat();
  return {
    size,
    headers,
    stream: (start, end) =>
      file.createReadStream({ start, end: end - 1, autoClose: false, highWaterMark: 256 * 1024 }),
    release: () => file.close(),
  };
}

async function openIfThere(path: string) {
  try {
    return await open(path, 'r');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}
