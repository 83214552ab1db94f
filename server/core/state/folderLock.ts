import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { toDisposable } from '../kit/lifecycle.ts';
import type { Disposable } from '../kit/lifecycle.ts';
import { StartError } from '../startError.ts';
import { hasCode } from '../files/fileError.ts';

/** Milliseconds that the holder of a lock has to say its pid. */
const answerTime = 1000;

/**
 * Keeps other servers out of a folder until disposed of. Throws StartError, which names the other's pid, where
 * one uses it; `option` is the one that chooses another folder.
 *
 * The lock is an abstract Unix socket: the kernel gives it to one process and takes it back when that ends,
 * however it ends, so that nothing stale is ever left to be judged. Whoever connects is told the pid.
 */
export async function lockFolder(folder: string, option: string): Promise<Disposable> {
  const { dev, ino } = await stat(folder);
  const name = `\0webrunner-${dev}-${ino}`;
  const holder = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.end(String(process.pid));
  });
  const listening = once(holder, 'listening');
  holder.listen(name);
  try {
    await listening;
  } catch (error) {
    if (!hasCode(error, 'EADDRINUSE')) throw error;
    throw new StartError(
      `Another Webrunner (pid ${await pidOfHolder(name)}) uses ${folder}: stop it, or choose another folder with ${option}.`,
    );
  }
  holder.unref();
  return toDisposable(async () => {
    const closed = once(holder, 'close');
    holder.close();
    await closed;
  });
}

async function pidOfHolder(name: string): Promise<string> {
  const socket = connect(name).setTimeout(answerTime, () => socket.destroy());
  try {
    const chunks = await socket.setEncoding('utf8').toArray();
    return /^\d+$/.exec(chunks.join(''))?.[0] ?? 'unknown';
  } catch (error) {
    // It ended just now, or does not answer.
    if (hasCode(error, 'ECONNREFUSED', 'ECONNRESET', 'ERR_STREAM_PREMATURE_CLOSE', 'ABORT_ERR'))
      return 'unknown';
    throw error;
  }
}
