import type { EngineErrorCode } from '../../shared/engine.ts';
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
  if (error instanceof HostGoneError)
    return new AppError('engine_unavailable', error.message, { cause: error });
  if (!(error instanceof HostError)) return error;
  return new AppError(told[error.code] ?? 'engine_failed', error.message, { cause: error });
}

/** Codes of the host that mean the same to a client. */
const told: Partial<Record<EngineErrorCode, ErrorCode>> = {
  run_in_progress: 'run_in_progress',
  not_found: 'not_found',
  has_instances: 'has_instances',
};
