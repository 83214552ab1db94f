import * as z from 'zod/mini';

/**
 * What one of the two indicators (software, instance) says.
 *
 * `promiseFailed` is slapgrid's exit code 2: everything was installed and runs, but a promise of the
 * partition says that it does not work. `outdated` is a build that ended well before a profile was saved.
 */
export const StepState = z.enum([
  'idle',
  'queued',
  'running',
  'completed',
  'promiseFailed',
  'failed',
  'cancelled',
  'interrupted',
  'outdated',
]);
export type StepState = z.infer<typeof StepState>;

/** The words that users (and their scripts) read; one per state. */
export const stepStateLabel: Readonly<Record<StepState, string>> = {
  idle: 'Idle',
  queued: 'Queued',
  running: 'Running',
  completed: 'Completed',
  promiseFailed: 'Promise failed',
  failed: 'Failed',
  cancelled: 'Cancelled',
  interrupted: 'Interrupted',
  outdated: 'Not up to date',
};

/** Whether nothing more will happen by itself to a step in this state. */
export function isSettled(state: StepState): boolean {
  return state !== 'queued' && state !== 'running';
}

/** Why a step, a release or a partition ended as it did; undefined where that only says again how. */
export function stepReason({
  state,
  reason,
}: {
  state: StepState;
  reason?: string | undefined;
}): string | undefined {
  return reason === `${stepStateLabel[state]}.` ? undefined : reason;
}
