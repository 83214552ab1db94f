import { StepKind } from '../../../shared/runs.ts';
import { defineCommand } from '../../core/command.ts';
import { UsageError } from '../../core/errors.ts';
import { exitCodes } from '../../core/exitCodes.ts';
import { tellEnd } from './endOfRun.ts';
import { findRun, followLogs, readLogs, waitForRun } from './followRun.ts';
import { createLogReader } from './logReaders.ts';

export const logs = defineCommand({
  name: 'logs',
  operand: '[RUN]',
  summary: 'print the log of a run, of the latest where none is named',
  options: {
    step: { value: 'STEP', summary: `only that of a step: ${StepKind.options.join(' or ')}` },
    follow: { summary: 'go on until the run has ended, and tell how' },
  },
  notes: `With --json it is a line {"step": …, "text": …} for each line of the log, and last {"run": …}.`,
  run: async (program, { values, operand }) => {
    const run = await findRun(program, operand === undefined ? undefined : runNumber(operand));
    const kinds = run.steps.map(({ kind }) => kind);
    const steps = values.step === undefined ? kinds : kinds.filter((kind) => kind === stepKind(values.step));
    if (steps.length === 0) throw new UsageError(`Run ${run.id} has no step ${values.step}.`);
    const reader = createLogReader(program, steps);
    if (values.follow !== true) {
      await readLogs(program, run, { reader, steps });
      if (program.isJson) await program.output.json({ run });
      return exitCodes.ok;
    }
    return tellEnd(program, run, async () => {
      await followLogs(program, run, { reader, steps });
      return waitForRun(program, run);
    });
  },
});

function runNumber(text: string): number {
  const id = Number(text);
  if (!/^\d{1,15}$/.test(text) || id < 1) throw new UsageError(`${text}: a run is named by its number.`);
  return id;
}

function stepKind(text: string | undefined): StepKind {
  const parsed = StepKind.safeParse(text);
  if (!parsed.success) throw new UsageError(`--step ${text}: it is ${StepKind.options.join(' or ')}.`);
  return parsed.data;
}
