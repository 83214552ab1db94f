import { constants } from 'node:os';
import { commandTable } from './features/index.ts';
import { exitCodes } from './core/exitCodes.ts';
import { runProgram } from './core/program.ts';

const controller = new AbortController();
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(name, () => controller.abort(constants.signals[name]));
}
for (const stream of [process.stdout, process.stderr]) {
  // Whoever read it has seen enough, as `head` does.
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(exitCodes.ok);
  });
}
const { env, stdout, stderr } = process;
const { signal } = controller;
process.exitCode = await runProgram(process.argv.slice(2), commandTable, { env, stdout, stderr, signal });
