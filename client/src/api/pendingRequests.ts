import { everySecond } from '../live/everySecond.ts';

/** A request that goes on. */
export interface PendingRequest {
  /** Aborted when it is given up, or when its caller does not want it any more. */
  readonly signal: AbortSignal;
  /** Something of the answer has arrived: what is still to come has its full time again. */
  hear(): void;
  end(): void;
}

const pending = new Set<AbortController>();

/**
 * Notes a request. When the page has run for `seconds` without a sign of life, it is aborted with what `late` makes.
 * `given` is the signal of who asked.
 */
export function beginRequest(
  seconds: number,
  late: () => Error,
  given: AbortSignal | undefined,
): PendingRequest {
  const controller = new AbortController();
  const listening = new AbortController();
  const follow = () => controller.abort(given?.reason);
  given?.addEventListener('abort', follow, { signal: listening.signal });
  if (given?.aborted === true) follow();
  let waited = 0;
  const stop = everySecond(() => {
    if (++waited >= seconds) controller.abort(late());
  });
  pending.add(controller);
  return {
    signal: controller.signal,
    hear: () => (waited = 0),
    end: () => {
      stop();
      listening.abort();
      pending.delete(controller);
    },
  };
}

/** Notes which requests go on at this moment. Returns what aborts those of them that still do, with `reason`. */
export function pendingNow(): (reason: Error) => void {
  const noted = [...pending];
  return (reason) => {
    for (const controller of noted) if (pending.has(controller)) controller.abort(reason);
  };
}
