import type { ReactNode } from 'react';
import { clsx } from 'clsx';
import type { StepState } from '../../../shared/status.ts';
import { StateIcon, type Tone } from './StateIcon.tsx';
import styles from './StatusPill.module.css';

const tones: Readonly<Record<StepState, Tone>> = {
  idle: 'none',
  queued: 'waiting',
  running: 'busy',
  completed: 'ok',
  promiseFailed: 'warn',
  failed: 'bad',
  cancelled: 'stopped',
  interrupted: 'stopped',
  outdated: 'stale',
};

/** Shape and colour of a step's state. */
export function toneOf(state: StepState): Tone {
  return tones[state];
}

/** A state told by shape, word and colour. */
export function StatusPill({
  tone,
  children,
  className,
}: {
  tone: Tone;
  children: ReactNode;
  className?: string | undefined;
}) {
  return (
    <span className={clsx(styles.pill, className)} data-tone={tone}>
      <StateIcon tone={tone} />
      {children}
    </span>
  );
}
