import type { FileChange } from '../../../../../shared/workspace.ts';

const listeners = new Set<(changes: readonly FileChange[]) => void>();

/** Tells all listeners of changes on disk. */
export function noteChanges(changes: readonly FileChange[]): void {
  for (const listener of listeners) listener(changes);
}

/** Calls `listener` with changes on disk. Returns what unregisters it. */
export function onFileChanges(listener: (changes: readonly FileChange[]) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
