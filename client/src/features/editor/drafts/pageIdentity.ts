const prefix = 'webrunner-page-';
const key = 'webrunner.page';

/** A name for this page, from its load to its end. It holds a lock of that name for as long as it lives. */
export const thisPage: string = crypto.randomUUID();

/**
 * The page that was in this tab before, which a reload has replaced; undefined in a new tab. In a duplicated tab it is
 * the page that goes on in the other one.
 */
export const previousPage: string | undefined = replaceName();

function replaceName(): string | undefined {
  try {
    const previous = sessionStorage.getItem(key) ?? undefined;
    sessionStorage.setItem(key, thisPage);
    return previous;
  } catch (error) {
    // A browser that keeps nothing for this site: nothing can have been left behind either.
    console.warn('No session storage:', error);
    return undefined;
  }
}

/** Lets other pages know that this one lives. Resolves when they do. */
export function showLife(): Promise<void> {
  if (!hasLocks()) return Promise.resolve();
  return new Promise((resolve, reject) => {
    navigator.locks
      .request(prefix + thisPage, () => {
        resolve();
        return new Promise(() => {});
      })
      .catch((error: unknown) =>
        reject(error instanceof Error ? error : new Error('No lock', { cause: error })),
      );
  });
}

/** The pages of this browser that live now. */
export async function livingPages(): Promise<ReadonlySet<string>> {
  if (!hasLocks()) return new Set();
  const { held = [] } = await navigator.locks.query();
  return new Set(
    held.flatMap(({ name = '' }) => (name.startsWith(prefix) ? [name.slice(prefix.length)] : [])),
  );
}

/** Resolves when a page has ended. On a busy machine one that was reloaded takes a while to. */
export async function whenEnded(page: string): Promise<void> {
  if (hasLocks()) await navigator.locks.request(prefix + page, { mode: 'shared' }, () => undefined);
}

/** Does something while no other page does something of the same name. */
export async function alone<Value>(name: string, act: () => Promise<Value>): Promise<Value> {
  return hasLocks() ? navigator.locks.request(`webrunner-${name}`, act) : act();
}

/** Locks exist in secure contexts only: not over plain HTTP from another machine. */
function hasLocks(): boolean {
  return 'locks' in navigator;
}
