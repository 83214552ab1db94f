let last: Promise<unknown> = Promise.resolve();

/** Updates hash files in turn: two at once would each take the other's unsaved edit for one of the user's. */
export function updateInTurn<T>(update: () => Promise<T>): Promise<T> {
  const turn = last.then(update);
  // Whoever asked for it is told of a failure; the next one goes on.
  last = turn.then(
    () => undefined,
    () => undefined,
  );
  return turn;
}

/** Resolves when what was begun is done: a build that follows finds the new sums. */
export async function hashesUpdated(): Promise<void> {
  await last;
}
