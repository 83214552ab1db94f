import type { ReactNode } from 'react';
import type { StepState } from '../../../shared/status.ts';
import styles from './StepReason.module.css';

/** Why a step is as it is: the engine's words, of any length, in the colour of `state` where that is a bad end. */
export function StepReason({ state, children }: { state?: StepState; children: ReactNode }) {
  return (
    <p className={styles.reason} data-state={state}>
      {children}
    </p>
  );
}
