import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { AppError } from '../../shared/core/errors.ts';
import { defaultState } from '../../scripts/setup/places.mjs';
import { createApi } from './api.ts';
import { NotReachedError, UsageError } from './errors.ts';
import { exitCodes } from './exitCodes.ts';
import type { ExitCode } from './exitCodes.ts';
import { createOutput } from './output.ts';
import type { Output, Sink } from './output.ts';
import { parseCommandLine } from './parseCommandLine.ts';
import type { CommandTable } from './parseCommandLine.ts';

/** What a program has of its process. */
export interface Surroundings {
  readonly env: NodeJS.ProcessEnv;
  readonly stdout: Sink;
  readonly stderr: Sink;
  readonly signal: AbortSignal;
}

/** Executes a command line, and answers its exit code. Failures that are foreseen are said in one line. */
export async function runProgram(
  argv: readonly string[],
  table: CommandTable,
  { env, stdout, stderr, signal }: Surroundings,
): Promise<ExitCode> {
  const output = createOutput(stdout, stderr);
  const isJson = argv.includes('--json');
  try {
    const asked = parseCommandLine(argv, table);
    if ('help' in asked) {
      await output.print(asked.help.trimEnd());
      return exitCodes.ok;
    }
    const { command, values, ...operands } = asked;
    if (values.state === '') throw new UsageError('--state needs the name of a folder.');
    const state = resolve(typeof values.state === 'string' ? values.state : defaultState(homedir(), env));
    const api = createApi(state, signal);
    return await command.run({ api, output, isJson, state, signal }, { values, ...operands });
  } catch (error) {
    if (signal.aborted) return stoppedBy(signal);
    return report(error, { output, isJson });
  }
}

async function report(
  error: unknown,
  { output, isJson }: { output: Output; isJson: boolean },
): Promise<ExitCode> {
  const found = known(error);
  if (found === undefined) {
    await output.note(error instanceof Error ? (error.stack ?? error.message) : String(error));
    return exitCodes.broken;
  }
  const { code, message, detail, exitCode } = found;
  if (isJson) {
    await output.json({ error: { code, message, ...(detail !== undefined && { detail }) } });
  } else {
    await output.note(`webrunner: ${message}`);
    if (detail !== undefined) await output.note(detail);
  }
  return exitCode;
}

interface Failure {
  readonly code: string;
  readonly message: string;
  readonly detail?: string | undefined;
  readonly exitCode: ExitCode;
}

function known(error: unknown): Failure | undefined {
  if (error instanceof UsageError) {
    return { code: 'usage', message: error.message, exitCode: exitCodes.usage };
  }
  if (error instanceof NotReachedError) {
    return { code: 'not_reached', message: error.message, exitCode: exitCodes.notReached };
  }
  if (error instanceof AppError) {
    const { code, message, detail } = error;
    return { code, message, detail, exitCode: exitCodes.refused };
  }
  return undefined;
}

/** The exit code of a program that a signal ended, whose number is the reason. */
function stoppedBy({ reason }: AbortSignal): ExitCode {
  return 128 + (typeof reason === 'number' ? reason : 0);
}
