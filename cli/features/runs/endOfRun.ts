import type { Run } from '../../../shared/runs.ts';
import type { Program } from '../../core/command.ts';
import { exitCodeOf } from '../../core/exitCodes.ts';
import type { ExitCode } from '../../core/exitCodes.ts';
import { runLine, stepLines } from '../../core/runWords.ts';

/** Follows a run as `follow` does, and tells how it ended. Whoever stops the command learns that the run goes on. */
export async function tellEnd(program: Program, begun: Run, follow: () => Promise<Run>): Promise<ExitCode> {
  const { output, signal, isJson } = program;
  try {
    const run = await follow();
    await output.freshLine();
    if (isJson) await output.json({ run });
    else for (const line of [...run.steps.flatMap(stepLines), runLine(run)]) await output.print(line);
    return exitCodeOf(run.state);
  } catch (error) {
    if (signal.aborted) {
      await output.freshLine();
      await output.note(`Run ${begun.id} goes on. To follow it: webrunner logs ${begun.id} --follow`);
    }
    throw error;
  }
}
