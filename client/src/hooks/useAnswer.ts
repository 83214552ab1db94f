import { useCallback, useEffect, useState } from 'react';
import { messageOf } from '../api/client.ts';

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
 * something else must come with another React key of the component. `load` must be stable.
 */
export function useAnswer<Value>(
  load: (signal: AbortSignal) => Promise<Value>,
  version: string | number = 0,
): Answer<Value> {
  const [value, setValue] = useState<Value>();
  const [problem, setProblem] = useState<string>();
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    load(signal).then(
      (answer) => {
        if (signal.aborted) return;
        setValue(answer);
        setProblem(undefined);
      },
      (error: unknown) => {
        if (!signal.aborted) setProblem(messageOf(error));
      },
    );
    return () => controller.abort();
  }, [load, version, attempt]);
  const retry = useCallback(() => setAttempt((count) => count + 1), []);
  return { value, problem, retry };
}
