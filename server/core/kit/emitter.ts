import type { Disposable } from './lifecycle.ts';
import { toDisposable } from './lifecycle.ts';

/** Where listeners can be told of something. `Emitter` is the end that tells. */
export interface Signal<T> {
  /** Calls `listener` with every value from now on, until the Disposable is disposed of. */
  on(listener: (value: T) => void): Disposable;
}

/** Tells listeners of values, in the order in which they came. */
export class Emitter<T> implements Signal<T> {
  readonly #listeners = new Set<(value: T) => void>();

  on(listener: (value: T) => void): Disposable {
    // A wrapper of its own, so that the same function added twice is two listeners.
    const own = (value: T) => listener(value);
    this.#listeners.add(own);
    return toDisposable(() => {
      this.#listeners.delete(own);
    });
  }

  emit(value: T): void {
    for (const listener of [...this.#listeners]) listener(value);
  }
}
