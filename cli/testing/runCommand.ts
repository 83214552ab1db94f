import { Writable } from 'node:stream';
import { runProgram } from '../core/program.ts';
import type { Sink } from '../core/output.ts';
import { commandTable } from '../features/index.ts';

/** A command that goes on, in this process. */
export interface RunningCommand {
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** Stops it as a signal of that number does. */
  stop(signal: number): void;
  /** Its exit code, when it has ended. */
  readonly ended: Promise<number>;
}

/** Starts a command on the server of a state folder. */
export function startCommand(state: string, argv: readonly string[], isTTY = false): RunningCommand {
  const [stdout, stderr] = [collect(isTTY), collect(isTTY)];
  const controller = new AbortController();
  return {
    stdout: stdout.text,
    stderr: stderr.text,
    stop: (signal) => controller.abort(signal),
    ended: runProgram(argv, commandTable, {
      env: { WEBRUNNER_STATE: state },
      stdout: stdout.sink,
      stderr: stderr.sink,
      signal: controller.signal,
    }),
  };
}

/** Runs a command to its end. */
export async function runCommand(state: string, argv: readonly string[], isTTY = false) {
  const command = startCommand(state, argv, isTTY);
  const code = await command.ended;
  return { code, stdout: command.stdout(), stderr: command.stderr() };
}

function collect(isTTY: boolean) {
  const chunks: Buffer[] = [];
  const stream = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      chunks.push(Buffer.from(chunk));
      done();
    },
  });
  const sink: Sink = Object.assign(stream, { isTTY });
  return { sink, text: () => Buffer.concat(chunks).toString() };
}
