import { everySecond } from '../live/everySecond.ts';

/** A request that goes on. */
export interface PendingRequest {
  /** Aborted when it is given up, or when its caller does not want it any more. */
  readonly signal: AbortSignal;
  /** Something of the answer has arrived: what is still to come has its full time again. */
  hear(): void;
  end(): void;
}

/** By request, what makes the error of one that was lost on the way. */
const pending = new Map<AbortController, () => Error>();

/**
 * Notes a request. When the page has run for `seconds` without a sign of life, it is aborted with what `late` makes; with
 * what `lost` makes when the connection is given up. `given` is the signal of who asked.
 */
export function beginRequest(
  seconds: number,
  { late, lost }: { late: () => Error; lost: () => Error },
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
  pending.set(controller, lost);
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

/** Notes which requests go on at this moment. Returns what gives up those of them that still do, as lost on the way. */
export function pendingNow(): () => void {
  const noted = [...pending];
  return () => {
    for (const [controller, lost] of noted) if (pending.has(controller)) controller.abort(lost());
  };
}
