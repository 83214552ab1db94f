import type { ErrorCode } from '../../shared/core/errors.ts';
import { AppError } from '../../shared/core/errors.ts';
import type { EngineStatus } from '../../shared/session.ts';
import { HostError, HostGoneError } from './hostConnection.ts';

/** What is answered while there is no host to ask. */
export function unavailable(status: EngineStatus): AppError {
  return new AppError(
    'engine_unavailable',
    status.message ?? 'The engine is starting. Try again in a few seconds.',
  );
}

/** The AppError that a failure of the host means; anything else is given back as it is. */
export function toAppError(error: unknown): unknown {
  if (error instanceof HostGoneError) return new AppError('engine_unavailable', error.message, { cause: error });
  if (!(error instanceof HostError)) return error;
  const known: readonly ErrorCode[] = ['run_in_progress', 'not_found', 'has_instances'];
  const code = known.find((one) => one === error.code) ?? 'engine_failed';
  return new AppError(code, error.message, { cause: error });
}
