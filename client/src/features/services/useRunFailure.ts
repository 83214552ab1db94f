import { useCallback, useState } from 'react';
import { AppError } from '../../../../shared/core/errors.ts';
import { activeRun, useActiveRun, useRunsStore } from '../runs/index.ts';

/** Why a run could not be started, to be shown beside its button; forgotten once the run that was in the way has ended. */
export function useRunFailure(): [unknown, (failure: unknown) => void] {
  const [told, setTold] = useState<{ failure: unknown; during: number | undefined }>();
  const active = useActiveRun();
  const setFailure = useCallback(
    (failure: unknown) => setTold({ failure, during: activeRun(useRunsStore.getState())?.id }),
    [],
  );
  const isOver = told?.during !== undefined && told.during !== active?.id;
  return [isOver && isOfOtherRun(told.failure) ? undefined : told?.failure, setFailure];
}

function isOfOtherRun(failure: unknown): boolean {
  return failure instanceof AppError && failure.code === 'run_in_progress';
}
