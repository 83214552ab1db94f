import { call, messageOf } from '../../core/api/client.ts';
import { openLog } from '../../core/live/live.ts';
import type { StepKind } from '../../../../shared/runs.ts';
import { createLogBuffer, type LogBuffer } from './logBuffer.ts';

/** Bytes at the end of a log that are opened at first, and that `loadEarlier` asks for. */
const tailBytes = 4 * 1024 * 1024;

/** The log of a step as it is in the page now. A new object for every change that should be painted. */
export interface LogSnapshot {
  /** Undefined until the first answer. It changes in place: `version` tells. */
  readonly log: LogBuffer | undefined;
  readonly version: number;
  /** `ended`: the step is over and all of it arrived. */
  readonly state: 'opening' | 'live' | 'ended' | 'failed';
  /** Why it cannot be read, or why earlier bytes could not be loaded. */
  readonly problem: string | undefined;
  readonly loadingEarlier: boolean;
}

/** A log that is followed; see `createLogStream`. */
export interface LogStream {
  readonly snapshot: () => LogSnapshot;
  readonly subscribe: (listener: () => void) => () => void;
  /** Begins, or goes on, to follow the log. Returns what stops it. */
  readonly open: () => () => void;
  /** Loads the bytes before the first one, up to a line's beginning. */
  readonly loadEarlier: () => void;
}

/**
 * Follows the log of a step from its last `tailBytes` (`whole`: from its beginning). Bytes are taken at once;
 * listeners are told at most once for each frame that the browser paints.
 */
export function createLogStream({
  run,
  step,
  whole,
}: {
  run: number;
  step: StepKind;
  whole: boolean;
}): LogStream {
  let snapshot: LogSnapshot = {
    log: undefined,
    version: 0,
    state: 'opening',
    problem: undefined,
    loadingEarlier: false,
  };
  const listeners = new Set<() => void>();
  let frame: number | undefined;

  const publish = (changes: Partial<LogSnapshot> = {}): void => {
    snapshot = { ...snapshot, ...changes, version: snapshot.version + 1 };
    for (const listener of listeners) listener();
  };
  const publishSoon = (): void => {
    frame ??= requestAnimationFrame(() => {
      frame = undefined;
      publish();
    });
  };

  const loadEarlier = async (log: LogBuffer): Promise<void> => {
    const end = log.start;
    const start = Math.max(0, end - Math.min(tailBytes, log.room));
    publish({ loadingEarlier: true, problem: undefined });
    try {
      const bytes = await call('readLog', {
        params: { run, step },
        query: {},
        range: `bytes=${start}-${end - 1}`,
      });
      log.prepend(start, bytes);
      publish({ loadingEarlier: false });
    } catch (error) {
      publish({ loadingEarlier: false, problem: messageOf(error) });
    }
  };

  return {
    snapshot: () => snapshot,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    open() {
      if (snapshot.state === 'ended') return () => undefined;
      const offset = snapshot.log?.end ?? (whole ? 0 : -tailBytes);
      const close = openLog(
        { log: { run, step }, offset },
        {
          onOpened: ({ start }) => {
            publish({ log: snapshot.log ?? createLogBuffer(start), state: 'live' });
          },
          onBytes: (bytes, from) => {
            snapshot.log?.append(from, bytes);
            publishSoon();
          },
          onEnded: () => {
            snapshot.log?.finish();
            publish({ state: 'ended' });
          },
          onReset: (start) => publish({ log: createLogBuffer(start), state: 'live' }),
          onFailed: (problem) => publish({ state: 'failed', problem }),
        },
      );
      return () => {
        close();
        if (frame !== undefined) cancelAnimationFrame(frame);
        frame = undefined;
      };
    },
    loadEarlier() {
      const { log, loadingEarlier } = snapshot;
      if (log && !loadingEarlier && log.start > 0 && log.room > 0) void loadEarlier(log);
    },
  };
}
