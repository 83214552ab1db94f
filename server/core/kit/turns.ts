import type { Signal } from './emitter.ts';
import { Emitter } from './emitter.ts';

/** Lets tasks that cannot go on at the same time wait for each other. */
export interface Turns {
  /** Executes `task` when all that came before it have ended, however they did. */
  take<T>(task: () => Promise<T>): Promise<T>;
  /** Whether a task is going on or waits. */
  isBusy(): boolean;
  /** The last of the tasks has ended. */
  readonly idle: Signal<void>;
}

export function createTurns(): Turns {
  const idle = new Emitter<void>();
  let last: Promise<unknown> = Promise.resolve();
  let count = 0;
  return {
    idle,
    isBusy: () => count > 0,
    take: async (task) => {
      count++;
      const turn = last.then(task);
      // Whoever took the turn learns of its failure; the next one only waits for its end.
      last = turn.catch(() => undefined);
      try {
        return await turn;
      } finally {
        count--;
        if (count === 0) idle.emit();
      }
    },
  };
}
