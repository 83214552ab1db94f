import { createHash } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import * as z from 'zod/mini';
import { AppError } from '../../shared/api/errors.ts';
import type { Disposable } from '../lifecycle.ts';
import { toFileError } from './fileError.ts';
import { openFile, readWhole } from './openFile.ts';

/** Files up to this size are summed at once; bigger ones by the thread. */
const inlineLimit = 256 * 1024;
/** Milliseconds after which a thread that has nothing to do ends, and gives its memory back. */
const idleTime = 10_000;

const Answer = z.union([
  z.object({ id: z.number(), md5: z.string() }),
  z.object({ id: z.number(), error: z.instanceof(Error) }),
]);

interface Pending {
  resolve(md5: string): void;
  reject(error: unknown): void;
}

/** Computes MD5 sums of files of any size without blocking the event loop. */
export class Md5Summer implements Disposable {
  readonly #pending = new Map<number, Pending>();
  #worker: Worker | undefined;
  #idle: NodeJS.Timeout | undefined;
  #lastId = 0;
  #disposed = false;

  /** The sum of a real file, as 32 lower-case hex digits. Throws AppError as `openFile` does. */
  async sum(realPath: string): Promise<string> {
    const file = await openFile(realPath);
    try {
      if (file.stats.size <= inlineLimit) {
        const bytes = await readWhole(file, 2 * inlineLimit);
        return createHash('md5').update(bytes).digest('hex');
      }
    } finally {
      await file.handle.close();
    }
    return this.#sumInThread(realPath);
  }

  async dispose(): Promise<void> {
    this.#disposed = true;
    clearTimeout(this.#idle);
    const worker = this.#worker;
    this.#end(new AppError('internal', 'The server stops.'));
    await worker?.terminate();
  }

  #sumInThread(path: string): Promise<string> {
    if (this.#disposed) return Promise.reject(new AppError('internal', 'The server stops.'));
    return new Promise((resolve, reject) => {
      const id = ++this.#lastId;
      this.#pending.set(id, { resolve, reject });
      clearTimeout(this.#idle);
      this.#worker ??= this.#startWorker();
      this.#worker.postMessage({ id, path });
    });
  }

  #startWorker(): Worker {
    const worker = new Worker(new URL('./md5Worker.mjs', import.meta.url));
    worker.unref();
    worker.on('message', (message: unknown) => this.#receive(message));
    worker.on('error', (error) => this.#end(error));
    return worker;
  }

  #receive(message: unknown): void {
    const answer = Answer.parse(message);
    const pending = this.#pending.get(answer.id);
    this.#pending.delete(answer.id);
    if ('md5' in answer) pending?.resolve(answer.md5);
    else pending?.reject(toFileError(answer.error, 'read'));
    if (this.#pending.size > 0) return;
    this.#idle = setTimeout(() => {
      void this.#worker?.terminate();
      this.#worker = undefined;
    }, idleTime);
    this.#idle.unref();
  }

  #end(reason: unknown): void {
    this.#worker = undefined;
    for (const pending of this.#pending.values()) pending.reject(reason);
    this.#pending.clear();
  }
}
