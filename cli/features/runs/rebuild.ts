import { jobs } from '../../../shared/jobs.ts';
import type { Run, StepKind } from '../../../shared/runs.ts';
import { defineCommand } from '../../core/command.ts';
import { UsageError } from '../../core/errors.ts';
import { exitCodes } from '../../core/exitCodes.ts';
import { runLine } from '../../core/runWords.ts';
import { tellEnd } from './endOfRun.ts';
import { followLogs, waitForRun } from './followRun.ts';
import { createLogReader } from './logReaders.ts';

export const rebuild = defineCommand({
  name: 'rebuild',
  operand: 'RELEASE',
  summary: 'build a release and deploy its instance, with the log, to the end',
  options: {
    software: { summary: 'only build the software' },
    instance: { summary: 'only deploy the instance' },
    reference: { value: 'NAME', summary: 'the instance, where it is not the first of the release' },
    force: { summary: 'build also what seems finished, as Rebuild does in the page (default)' },
    'no-force': { summary: 'build only what is not finished' },
    verbose: { summary: 'have buildout tell all that it does' },
    follow: { summary: 'print the log while the run goes on (default without --json)' },
    wait: { summary: 'wait for the end without the log (default with --json)' },
    'no-wait': { summary: 'go when the run has begun' },
  },
  notes: `Ctrl-C ends the command, and not the run. With --json the answer is {"run": …}, behind
--follow a line {"step": …, "text": …} for each line of the log.`,
  run: async (program, { values, operand: release = '' }) => {
    const { reference, verbose } = values;
    refuseBoth(values, ['force', 'no-force']);
    refuseBoth(values, ['follow', 'wait', 'no-wait']);
    const steps = jobs.rebuild.steps.filter((step) => values[step] === true);
    const { api, output, isJson } = program;
    const run = await api.call('startRun', {
      body: {
        release,
        ...(reference !== undefined && { reference }),
        ...(steps.length > 0 && { steps }),
        ...(verbose === true && { verbose }),
        ...(values['no-force'] === true && { force: false }),
      },
    });
    if (values['no-wait'] === true) {
      if (isJson) await output.json({ run });
      else await output.print(`${runLine(run)}. To follow it: webrunner logs ${run.id} --follow`);
      return exitCodes.ok;
    }
    if (!isJson) await output.note(runLine(run));
    const isFollowed = values.follow ?? (!isJson && values.wait !== true);
    return tellEnd(program, run, async () => {
      const all = stepsOf(run);
      if (isFollowed) await followLogs(program, run, { reader: createLogReader(program, all), steps: all });
      return waitForRun(program, run);
    });
  },
});

function refuseBoth<Name extends string>(
  values: Partial<Record<Name, unknown>>,
  names: readonly Name[],
): void {
  const given = names.filter((name) => values[name] === true).map((name) => `--${name}`);
  if (given.length > 1) throw new UsageError(`${given.join(' and ')} exclude each other.`);
}

function stepsOf({ steps }: Run): StepKind[] {
  return steps.map(({ kind }) => kind);
}
