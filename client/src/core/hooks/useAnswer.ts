import { useCallback, useEffect, useRef, useState } from 'react';
import { messageOf } from '../api/client.ts';
import { useConnectionStore } from '../stores/connectionStore.ts';

/** An answer of the server on its way, here, or refused. */
export interface Answer<Value> {
  /** The latest answer to this question; it stays while it is asked again. */
  value: Value | undefined;
  /** Why the last attempt failed. */
  problem: string | undefined;
  /** Asks again. */
  retry: () => void;
}

/**
 * Asks the server and gives what it answered. It is asked anew when `version` changes; a `load` that asks for
 * something else must come with another React key of the component. `load` must be stable. What could not be answered is
 * asked again when the connection is back.
 */
export function useAnswer<Value>(
  load: (signal: AbortSignal) => Promise<Value>,
  version: string | number = 0,
): Answer<Value> {
  const [value, setValue] = useState<Value>();
  const [problem, setProblem] = useState<string>();
  const [attempt, setAttempt] = useState(0);
  const failed = useRef(false);
  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    load(signal).then(
      (answer) => {
        if (signal.aborted) return;
        failed.current = false;
        setValue(answer);
        setProblem(undefined);
      },
      (error: unknown) => {
        if (signal.aborted) return;
        failed.current = true;
        setProblem(messageOf(error));
      },
    );
    return () => controller.abort();
  }, [load, version, attempt]);
  const isLive = useConnectionStore(({ state }) => state === 'live');
  useEffect(() => {
    if (isLive) setAttempt((count) => count + (failed.current ? 1 : 0));
  }, [isLive]);
  const retry = useCallback(() => setAttempt((count) => count + 1), []);
  return { value, problem, retry };
}
