import { createHash } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import * as z from 'zod/mini';
import { AppError } from '../../../shared/core/errors.ts';
import type { Disposable } from '../../core/kit/lifecycle.ts';
import { toFileError } from '../../core/files/fileError.ts';
import { openFile, readWhole } from '../../core/files/openFile.ts';

/** Files up to this size are summed at once; bigger ones by the thread. */
const inlineLimit = 256 * 1024;
/** Milliseconds after which a thread that has nothing to do ends, and gives its memory back. */
const idleTime = 10_000;

/** Milliseconds that a sum may take, which is enough for some ten gigabytes. */
const defaultLimitMs = 120_000;
/** Sums at the same time. */
const maxPending = 200;

const Answer = z.union([
  z.object({ id: z.number(), md5: z.string() }),
  z.object({ id: z.number(), problem: z.enum(['not_regular_file', 'changed_on_disk']) }),
  z.object({ id: z.number(), error: z.instanceof(Error) }),
]);

const problems = {
  not_regular_file: 'This is not a regular file.',
  changed_on_disk: 'The file is being written: it has a sum when that is done.',
} as const;

interface Pending {
  resolve(md5: string): void;
  reject(error: unknown): void;
}

/** Computes MD5 sums of files of any size without blocking the event loop, and without huge files blocking others. */
export class Md5Summer implements Disposable {
  readonly #limitMs: number;
  readonly #pending = new Map<number, Pending>();
  #worker: Worker | undefined;
  #idle: NodeJS.Timeout | undefined;
  #lastId = 0;
  #disposed = false;

  /** `limitMs`: milliseconds that a sum may take. */
  constructor(limitMs = defaultLimitMs) {
    this.#limitMs = limitMs;
  }

  /**
   * The sum of a real file, as 32 lower-case hex digits. Rejects with AppError as `openFile` does, `changed_on_disk` for a
   * file that is written meanwhile, and `took_too_long`; and with the reason of `signal`.
   */
  async sum(realPath: string, signal?: AbortSignal): Promise<string> {
    const file = await openFile(realPath);
    try {
      if (file.stats.size <= inlineLimit) {
        const bytes = await readWhole(file, 2 * inlineLimit);
        return createHash('md5').update(bytes).digest('hex');
      }
    } catch (error) {
      // It has grown meanwhile.
      if (!(error instanceof AppError) || error.code !== 'file_too_large') throw error;
    } finally {
      await file.handle.close();
    }
    signal?.throwIfAborted();
    return this.#sumInThread(realPath, signal);
  }

  async dispose(): Promise<void> {
    this.#disposed = true;
    clearTimeout(this.#idle);
    const worker = this.#worker;
    this.#end(new AppError('internal', 'The server stops.'));
    await worker?.terminate();
  }

  #sumInThread(path: string, signal: AbortSignal | undefined): Promise<string> {
    if (this.#disposed) return Promise.reject(new AppError('internal', 'The server stops.'));
    if (this.#pending.size >= maxPending) {
      return Promise.reject(
        new AppError('took_too_long', 'Too many files are being summed: try again later.'),
      );
    }
    const id = ++this.#lastId;
    const onAbort = () => this.#cancel(id, signal?.reason);
    const timer = setTimeout(() => this.#cancel(id, this.#tooLong()), this.#limitMs);
    signal?.addEventListener('abort', onAbort);
    const summed = new Promise<string>((resolve, reject) => {
      this.#pending.set(id, { resolve, reject });
      clearTimeout(this.#idle);
      this.#worker ??= this.#startWorker();
      this.#worker.postMessage({ id, path });
    });
    return summed.finally(() => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
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
    this.#settle(answer.id, (pending) => {
      if ('md5' in answer) pending.resolve(answer.md5);
      else if ('error' in answer) pending.reject(toFileError(answer.error, 'read'));
      else pending.reject(new AppError(answer.problem, problems[answer.problem]));
    });
  }

  #cancel(id: number, reason: unknown): void {
    this.#worker?.postMessage({ cancel: id });
    this.#settle(id, (pending) => pending.reject(reason));
  }

  #settle(id: number, settle: (pending: Pending) => void): void {
    const pending = this.#pending.get(id);
    // Its answer may have been on the way when it was cancelled.
    if (pending === undefined) return;
    this.#pending.delete(id);
    settle(pending);
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

  #tooLong(): AppError {
    const seconds = this.#limitMs / 1000;
    return new AppError(
      'took_too_long',
      `Summing the file took longer than ${seconds} s and was stopped: use md5sum in a terminal.`,
    );
  }
}
