import type { StepKind } from '../../../../shared/runs.ts';
import { stepStateLabel, type StepState } from '../../../../shared/status.ts';

/** Names of the steps, as on the indicators in the header. */
export const stepWords: Readonly<Record<StepKind, string>> = { software: 'Software', instance: 'Instance' };

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
