import { useState } from 'react';
import type { SoftwareInstance } from '../../../../../shared/instances.ts';
import { startRun } from '../../runs/index.ts';
import { useRunFailure } from '../useRunFailure.ts';

/** Changes how a request is answered, then has the tree that asks deployed again, for the new answer. */
export function useAnswering(root: SoftwareInstance, onDone: () => void) {
  const [pending, setPending] = useState(false);
  const [failure, setFailure] = useRunFailure();
  const answer = async (change: () => Promise<unknown>): Promise<void> => {
    setPending(true);
    setFailure(undefined);
    try {
      await change();
      await startRun({ release: root.release, reference: root.reference, steps: ['instance'] });
    } catch (error) {
      setFailure(error);
      setPending(false);
      return;
    }
    onDone();
  };
  return { pending, failure, answer };
}
