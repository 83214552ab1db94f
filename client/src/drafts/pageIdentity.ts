const prefix = 'webrunner-page-';
const key = 'webrunner.page';

/** How long a reloaded page waits for its former self to let go of the identity, in ms. */
const handover = 400;

let identity: Promise<string> | undefined;

/**
 * A name for this page that survives its reload and is held by a lock while it lives, so that other pages can
 * tell drafts of the living from those of the dead. A duplicated tab gets a name of its own.
 */
export function pageIdentity(): Promise<string> {
  identity ??= claim(sessionStorage.getItem(key) ?? crypto.randomUUID(), handover);
  return identity;
}

/** The identities that are held by pages of this browser now, this one included. */
export async function livingPages(): Promise<ReadonlySet<string>> {
  if (!hasLocks()) return new Set();
  const { held = [] } = await navigator.locks.query();
  return new Set(
    held.flatMap(({ name = '' }) => (name.startsWith(prefix) ? [name.slice(prefix.length)] : [])),
  );
}

async function claim(page: string, patience: number): Promise<string> {
  if (!(await hold(prefix + page, patience))) return claim(crypto.randomUUID(), patience);
  sessionStorage.setItem(key, page);
  return page;
}

/** Takes a lock for as long as the page lives; false when another holds it for longer than `patience`. */
function hold(name: string, patience: number): Promise<boolean> {
  if (!hasLocks()) return Promise.resolve(true);
  return new Promise((resolve, reject) => {
    navigator.locks
      .request(name, { signal: AbortSignal.timeout(patience) }, () => {
        resolve(true);
        return new Promise(() => {});
      })
      .catch((error: unknown) => {
        if (error instanceof DOMException && error.name === 'TimeoutError') resolve(false);
        else reject(error instanceof Error ? error : new Error('No lock', { cause: error }));
      });
  });
}

/** Locks exist in secure contexts only: not over plain HTTP from another machine. */
function hasLocks(): boolean {
  return 'locks' in navigator;
}
