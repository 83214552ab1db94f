import { stepStateLabel, type StepState } from '../../../../shared/status.ts';

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
