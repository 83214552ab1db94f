import { Worker } from 'node:worker_threads';
import * as z from 'zod/mini';
import { AppError, ErrorCode } from '../../shared/core/errors.ts';
import type { Disposable } from '../core/kit/lifecycle.ts';
import { Overrun } from './overrun.ts';
import type { TaskName, Tasks, ThreadFolders } from './tasks.ts';

/** How a task is to be carried out. */
export interface TaskTerms {
  /** What the task is about: of one subject there is one task at a time, so that none takes all threads. */
  readonly subject: string;
  /** Stops the task; the promise then rejects with its reason. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds that it may take once it has begun. */
  readonly limitMs?: number;
}

const maxThreads = 3;
const defaultLimitMs = 3000;
/** A thread that has not begun by then is broken. */
const startLimitMs = 30_000;
/** Tasks that wait for a thread, and for how many milliseconds. */
const maxWaiting = 200;
const patienceMs = 30_000;
/** Milliseconds after which a thread that has nothing to do ends; one of them stays warm for longer. */
const idleMs = 5000;
const warmMs = 120_000;
const resourceLimits = { maxOldGenerationSizeMb: 128, maxYoungGenerationSizeMb: 32 };

const Answer = z.union([
  z.object({ at: z.string() }),
  z.object({ text: z.string() }),
  z.object({ refused: z.object({ code: ErrorCode, message: z.string(), detail: z.optional(z.string()) }) }),
  z.object({ failure: z.instanceof(Error) }),
]);

interface Job {
  readonly message: { readonly name: TaskName; readonly input: unknown };
  readonly subject: string;
  readonly limitMs: number;
  readonly settle: (outcome: { text: string } | { error: Error }) => void;
  file: string;
  timer: NodeJS.Timeout | undefined;
}

interface Thread {
  readonly worker: Worker;
  job: Job | undefined;
  idle: NodeJS.Timeout | undefined;
}

/**
 * Threads for work that hostile or huge files of a workspace could make endless: the server goes on meanwhile. A task that
 * takes too long, or that nobody waits for any more, is stopped with its thread.
 */
export class TaskThreads implements Disposable {
  readonly #folders: ThreadFolders;
  readonly #threads = new Set<Thread>();
  readonly #ending = new Set<Promise<unknown>>();
  #waiting: Job[] = [];
  #disposed = false;

  constructor(folders: ThreadFolders) {
    this.#folders = folders;
  }

  /**
   * The JSON text that a task answers. Rejects with AppError as the task does, `took_too_long` where too many tasks wait;
   * with Overrun where it took longer, or more memory, than it may; and with the reason of `signal`.
   */
  run<Name extends TaskName>(
    name: Name,
    input: Parameters<Tasks[Name]>[0],
    { subject, signal, limitMs = defaultLimitMs }: TaskTerms,
  ): Promise<string> {
    return new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      if (this.#disposed) throw stopping();
      if (this.#waiting.length >= maxWaiting) throw busy();
      const onAbort = () => this.#cancel(job, reasonOf(signal));
      const job: Job = {
        message: { name, input },
        subject,
        limitMs,
        settle: (outcome) => {
          clearTimeout(job.timer);
          signal?.removeEventListener('abort', onAbort);
          if ('text' in outcome) resolve(outcome.text);
          else reject(outcome.error);
        },
        file: '',
        timer: setTimeout(() => this.#cancel(job, busy()), patienceMs),
      };
      signal?.addEventListener('abort', onAbort);
      this.#waiting.push(job);
      this.#startNext();
    });
  }

  async dispose(): Promise<void> {
    this.#disposed = true;
    for (const job of this.#waiting.splice(0)) job.settle({ error: stopping() });
    for (const thread of [...this.#threads]) this.#end(thread);
    await Promise.all(this.#ending);
  }

  #startNext(): void {
    while (!this.#disposed) {
      const running = new Set([...this.#threads].map(({ job }) => job?.subject));
      const job = this.#waiting.find(({ subject }) => !running.has(subject));
      const idle = [...this.#threads].find((thread) => thread.job === undefined);
      if (job === undefined || (idle === undefined && this.#threads.size >= maxThreads)) return;
      this.#waiting = this.#waiting.filter((one) => one !== job);
      this.#begin(idle ?? this.#startThread(), job);
    }
  }

  #begin(thread: Thread, job: Job): void {
    clearTimeout(thread.idle);
    thread.job = job;
    this.#limit(thread, job, startLimitMs);
    thread.worker.postMessage(job.message);
  }

  #limit(thread: Thread, job: Job, limitMs: number): void {
    clearTimeout(job.timer);
    job.timer = setTimeout(() => {
      this.#end(thread, new Overrun(`longer than ${limitMs / 1000} s`, job.file));
    }, limitMs);
  }

  #startThread(): Thread {
    const worker = new Worker(new URL('./taskThread.mjs', import.meta.url), {
      workerData: this.#folders,
      resourceLimits,
    });
    worker.unref();
    const thread: Thread = { worker, job: undefined, idle: undefined };
    this.#threads.add(thread);
    worker.on('message', (message: unknown) => this.#receive(thread, Answer.parse(message)));
    worker.on('error', (error: Error & { code?: string }) => {
      const isMemory = error.code === 'ERR_WORKER_OUT_OF_MEMORY';
      this.#end(thread, isMemory ? new Overrun('too much memory', thread.job?.file ?? '') : error);
    });
    worker.on('exit', () => this.#end(thread, new Error('A thread for tasks ended of its own accord.')));
    return thread;
  }

  #receive(thread: Thread, answer: z.infer<typeof Answer>): void {
    const { job } = thread;
    if (job === undefined) return;
    if ('at' in answer) {
      // The first word says that it has begun.
      if (answer.at === '') this.#limit(thread, job, job.limitMs);
      else job.file = answer.at;
      return;
    }
    thread.job = undefined;
    const isWarm = [...this.#threads].every((one) => one === thread || one.job !== undefined);
    thread.idle = setTimeout(() => this.#end(thread), isWarm ? warmMs : idleMs);
    thread.idle.unref();
    if ('text' in answer) job.settle(answer);
    else if ('failure' in answer) job.settle({ error: answer.failure });
    else {
      const { code, message, detail } = answer.refused;
      job.settle({ error: new AppError(code, message, detail === undefined ? {} : { detail }) });
    }
    this.#startNext();
  }

  #cancel(job: Job, error: Error): void {
    const thread = [...this.#threads].find((one) => one.job === job);
    if (thread !== undefined) {
      this.#end(thread, error);
      return;
    }
    this.#waiting = this.#waiting.filter((one) => one !== job);
    job.settle({ error });
  }

  /** Ends a thread, and what it works on with `error`. */
  #end(thread: Thread, error: Error = stopping()): void {
    if (!this.#threads.delete(thread)) return;
    clearTimeout(thread.idle);
    const ended = thread.worker.terminate().finally(() => this.#ending.delete(ended));
    this.#ending.add(ended);
    thread.job?.settle({ error });
    this.#startNext();
  }
}

function reasonOf(signal: AbortSignal | undefined): Error {
  const reason: unknown = signal?.reason;
  return reason instanceof Error ? reason : new Error('Nobody waits for it.', { cause: reason });
}

function busy(): AppError {
  return new AppError('took_too_long', 'The server is busy with other files: try again in a moment.');
}

function stopping(): AppError {
  return new AppError('internal', 'The server stops.');
}
