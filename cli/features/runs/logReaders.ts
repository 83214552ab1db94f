import { stepWords } from '../../../shared/jobs.ts';
import type { StepKind } from '../../../shared/runs.ts';
import type { Program } from '../../core/command.ts';
import type { LogReader } from './followRun.ts';

/** Characters of a line after which it is printed in pieces. */
const maxLine = 64 * 1024;

/** Prints logs: their bytes, or with `--json` a line of JSON for each of their lines. */
export function createLogReader(program: Program, steps: readonly StepKind[]): LogReader {
  return program.isJson ? jsonReader(program) : plainReader(program, steps);
}

/** Which log begins is said beside them, so that they are what they are where they are kept in a file. */
function plainReader({ output }: Program, steps: readonly StepKind[]): LogReader {
  return {
    begin: async (step) => {
      if (steps.length > 1) await output.note(`==> ${stepWords[step]} <==`);
    },
    take: (_step, bytes) => output.bytes(bytes),
    end: () => Promise.resolve(),
  };
}

function jsonReader({ output }: Program): LogReader {
  let decoder = new TextDecoder();
  let rest = '';
  const print = (step: StepKind, text: string) => output.json({ step, text });
  const printLines = async (step: StepKind) => {
    const lines = rest.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) await print(step, line);
    for (; rest.length > maxLine; rest = rest.slice(maxLine)) await print(step, rest.slice(0, maxLine));
  };
  return {
    begin: () => {
      decoder = new TextDecoder();
      rest = '';
      return Promise.resolve();
    },
    take: async (step, bytes) => {
      rest += decoder.decode(bytes, { stream: true });
      await printLines(step);
    },
    end: async (step) => {
      rest += decoder.decode();
      if (rest !== '') await print(step, rest);
    },
  };
}
