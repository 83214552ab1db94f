import type { Run } from '../../../../../shared/runs.ts';
import type { RebuildKind } from '../model/rebuildStore.ts';

interface RebuildSubject {
  force: boolean;
  /** What SlapOS calls the release. */
  url: string;
  /** Where the instance is; undefined for one that has none yet. */
  partition: string | undefined;
  /** File of the engine's settings; undefined where no run has told it yet. */
  config: string | undefined;
}

/**
 * The commands that Rebuild is going to run, as one would type them; `…` stands for what is not known yet.
 * `--all` is `--force` for everything; with neither, what seems finished is left alone.
 */
export function rebuildCommands(
  kind: RebuildKind,
  { force, url, partition, config = '…' }: RebuildSubject,
): string[] {
  const command = (step: 'software' | 'instance', only: string) => {
    const what = kind === 'all' ? [...(force ? ['--all'] : [])] : [...(force ? ['--force'] : []), only];
    return ['slapos', 'node', step, '--cfg', config, ...what].join(' ');
  };
  return [
    ...(kind === 'instance' ? [] : [command('software', `--only-sr=${url}`)]),
    ...(kind === 'software' ? [] : [command('instance', `--only-cp=${partition ?? '…'}`)]),
  ];
}

/** The file of the engine's settings, from the latest command that names it. */
export function configOf(runs: readonly Run[]): string | undefined {
  for (const { steps } of runs)
    for (const { command } of steps) {
      const config = command === undefined ? undefined : /\s--cfg[ =](\S+)/.exec(command)?.[1];
      if (config !== undefined) return config;
    }
  return undefined;
}
