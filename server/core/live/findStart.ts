import type { FileHandle } from 'node:fs/promises';

const lineFeed = 10;
const chunkBytes = 64 * 1024;
/** How far to look for the end of a line: some logs have lines without end. */
const maxLook = 1024 * 1024;

/**
 * The byte at which to begin to read a log of `size` bytes. A negative `offset` means the first line that begins
 * within that many bytes from the end; where no line begins there, it is that byte itself.
 */
export async function findStart(file: FileHandle, size: number, offset: number): Promise<number> {
  if (offset >= 0) return Math.min(offset, size);
  const wanted = size + offset;
  if (wanted <= 0) return 0;
  const chunk = Buffer.allocUnsafe(chunkBytes);
  // From the byte before: a line may begin exactly where we are to look.
  const from = wanted - 1;
  for (let at = from; at < Math.min(size, from + maxLook);) {
    const { bytesRead } = await file.read(chunk, 0, Math.min(chunkBytes, size - at), at);
    if (bytesRead === 0) break;
    const found = chunk.subarray(0, bytesRead).indexOf(lineFeed);
    if (found !== -1) return at + found + 1;
    at += bytesRead;
  }
  return wanted;
}
