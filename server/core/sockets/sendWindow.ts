/**
 * How many log frames of one connection may be on their way at the same time. Whoever wants to send one waits for
 * a place first, in order of arrival: several logs on a connection share it fairly, and a client that does not
 * read costs no more than these frames.
 */
export interface SendWindow {
  /** Resolves when there is a place, which `release` gives back. */
  acquire(): Promise<void>;
  release(): void;
  /** Lets everybody through, for whom the connection is closed: what they send goes nowhere. */
  close(): void;
}

export function createSendWindow(places: number): SendWindow {
  let free = places;
  const waiting: (() => void)[] = [];
  return {
    close: () => {
      free = Infinity;
      for (const proceed of waiting.splice(0)) proceed();
    },
    acquire: () => {
      if (free > 0) {
        free--;
        return Promise.resolve();
      }
      return new Promise((resolve) => waiting.push(resolve));
    },
    release: () => {
      const next = waiting.shift();
      if (next === undefined) free++;
      else next();
    },
  };
}
