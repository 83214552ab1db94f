/** Something that holds a resource until it is disposed of. Disposing twice is allowed and does nothing more. */
export interface Disposable {
  dispose(): void | Promise<void>;
}

/** Makes a Disposable of a function, which is called at most once. */
export function toDisposable(release: () => void | Promise<void>): Disposable {
  let pending: (() => void | Promise<void>) | undefined = release;
  return {
    dispose: () => {
      const once = pending;
      pending = undefined;
      return once?.();
    },
  };
}

/**
 * Owns resources and disposes of them one after the other, the last added first. A failure does not keep the
 * others from being disposed of; `dispose` then rejects with an AggregateError of all failures.
 */
export class DisposableStore implements Disposable {
  readonly #owned: Disposable[] = [];
  #disposed: Promise<void> | undefined;

  /** Takes ownership of `disposable` and gives it back. What is added too late is disposed of at once. */
  add<T extends Disposable>(disposable: T): T {
    if (this.#disposed === undefined) this.#owned.push(disposable);
    else this.#disposed = this.#disposed.then(() => disposable.dispose());
    return disposable;
  }

  dispose(): Promise<void> {
    this.#disposed ??= this.#disposeAll();
    return this.#disposed;
  }

  async #disposeAll(): Promise<void> {
    const failures: unknown[] = [];
    for (const disposable of this.#owned.splice(0).reverse()) {
      try {
        await disposable.dispose();
      } catch (failure) {
        failures.push(failure);
      }
    }
    if (failures.length > 0) throw new AggregateError(failures, 'Some resources could not be disposed of');
  }
}
