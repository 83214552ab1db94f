import { useCallback, useState } from 'react';
import { messageOf } from '../../core/api/client.ts';

/** Actions of a region: which one goes on, and why the last one failed. */
export interface Actions {
  /** Key of the action that goes on. */
  readonly pending: string | undefined;
  readonly problem: string | undefined;
  readonly run: (key: string, action: () => Promise<unknown>) => void;
}

/** Runs one action at a time and keeps why it failed, to be shown beside its button. */
export function useAction(): Actions {
  const [pending, setPending] = useState<string>();
  const [problem, setProblem] = useState<string>();
  const run = useCallback((key: string, action: () => Promise<unknown>) => {
    setPending(key);
    setProblem(undefined);
    action().then(
      () => setPending(undefined),
      (error: unknown) => {
        setPending(undefined);
        setProblem(messageOf(error));
      },
    );
  }, []);
  return { pending, problem, run };
}
