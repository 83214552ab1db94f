import { create, type StoreApi, type UseBoundStore } from 'zustand';
import { useShallow } from 'zustand/react/shallow';

const resets = new Set<() => void>();

/**
 * A store of one concern: a hook for components (`useRunsStore((s) => s.runs)`) that also has `getState`,
 * `setState` and `subscribe` for everything else. Its actions are functions of the same module.
 */
export function createAppStore<State extends object>(initial: () => State): UseBoundStore<StoreApi<State>> {
  const store = create<State>()(initial);
  resets.add(() => {
    store.setState(initial(), true);
  });
  return store;
}

/** Puts every store back to its first state; for tests. */
export function resetAllStores(): void {
  for (const reset of resets) reset();
}

/** For selectors that build a list or an object: renders again only when an element changes. */
export { useShallow };
