import { say } from '../../scripts/setup/progress.mjs';

/**
 * What a bench started, in order: ended in the reverse order, whether the bench succeeds, fails or is interrupted.
 */
export class Scope {
  /** @type {(() => unknown)[]} */
  #endings = [];
  /** @type {Promise<void> | undefined} */
  #disposed;

  /**
   * Registers how to end something; call it on the line after the start.
   * @param {() => unknown} end may be asynchronous
   */
  defer(end) {
    this.#endings.push(end);
  }

  /**
   * Ends everything, once: who asks again, as an interrupted bench does, waits for the same end. A failure of one
   * ending does not keep the others from being run; the first is thrown.
   */
  dispose() {
    this.#disposed ??= this.#endAll();
    return this.#disposed;
  }

  async #endAll() {
    /** @type {unknown[]} */
    const failures = [];
    while (this.#endings.length > 0) {
      try {
        await this.#endings.pop()?.();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  }
}

/** A scope for the whole program: what interrupts the program ends it first. */
export function programScope() {
  const scope = new Scope();
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.once(signal, () => {
      say('Interrupted: ending what was started …');
      void scope.dispose().finally(() => process.exit(130));
    });
  }
  return scope;
}

/**
 * Runs `work` with a scope of its own, which is ended before this resolves.
 * @template T
 * @param {Scope} parent ended too when the program is interrupted
 * @param {(scope: Scope) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withScope(parent, work) {
  const scope = new Scope();
  parent.defer(() => scope.dispose());
  try {
    return await work(scope);
  } finally {
    await scope.dispose();
  }
}
