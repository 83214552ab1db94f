import type { StepState } from '../../shared/status.ts';

/** What a command ends with, for scripts; they are documented in the help. */
export const exitCodes = {
  ok: 0,
  runFailed: 1,
  usage: 2,
  notReached: 3,
  refused: 4,
  promiseFailed: 5,
  broken: 70,
} as const;

export type ExitCode = number;

/** In the order of the numbers; a signal's stands for itself. */
export const exitCodeWords: readonly (readonly [ExitCode, string])[] = [
  [exitCodes.ok, 'done; of a run that was waited for: completed'],
  [
    exitCodes.runFailed,
    'the run failed, was cancelled or interrupted; the server could not start; MD5 sums are stale',
  ],
  [exitCodes.usage, 'the command line is wrong'],
  [exitCodes.notReached, 'no server was reached'],
  [exitCodes.refused, 'the server refused it, and says why'],
  [exitCodes.promiseFailed, 'the run did all it had to, but a promise failed'],
  [exitCodes.broken, 'a fault of the command itself'],
  [130, 'stopped with Ctrl-C; a run goes on'],
];

/** That of a run that has ended. */
export function exitCodeOf(state: StepState): ExitCode {
  switch (state) {
    case 'completed':
      return exitCodes.ok;
    case 'promiseFailed':
      return exitCodes.promiseFailed;
    default:
      return exitCodes.runFailed;
  }
}
