import {
  isProcessInTrouble,
  type ProcessState,
  type ServiceProcess,
} from '../../../../../shared/instances.ts';
import type { Tone } from '../../../components/StateIcon.tsx';

const words: Readonly<Record<ProcessState, string>> = {
  STOPPED: 'Stopped',
  STARTING: 'Starting',
  RUNNING: 'Running',
  BACKOFF: 'Backoff',
  STOPPING: 'Stopping',
  EXITED: 'Exited',
  FATAL: 'Fatal',
  UNKNOWN: 'Unknown',
};

const calmTones: Readonly<Record<ProcessState, Tone>> = {
  STOPPED: 'stopped',
  STARTING: 'busy',
  RUNNING: 'ok',
  BACKOFF: 'bad',
  STOPPING: 'busy',
  EXITED: 'stopped',
  FATAL: 'bad',
  UNKNOWN: 'warn',
};

/** What the kinds of processes promise. */
export const kindWords: Readonly<Record<ServiceProcess['kind'], string>> = {
  service: 'From etc/service: it must keep running',
  run: 'From etc/run: it may end',
};

/**
 * The name without the checksum that slapos.cookbook:wrapper adds for `hash-files`: it tells one version of a
 * service from the next, and tells people nothing.
 */
export function processTitle({ name }: Pick<ServiceProcess, 'name'>): string {
  return name.replace(/-[0-9a-f]{32}$/, '');
}

/** Supervisor's word for the state, as one writes it. */
export function processWord({ state }: ServiceProcess): string {
  return words[state];
}

/** Shape and colour of the state. A service that exited is in trouble, a `run` that ended well is not. */
export function processTone(process: ServiceProcess): Tone {
  return process.state === 'EXITED' && isProcessInTrouble(process) ? 'bad' : calmTones[process.state];
}

/** How a process ended: supervisor gives no status, but -1, where a signal killed it. */
export function exitWords({ exitStatus }: ServiceProcess): string | undefined {
  if (exitStatus === undefined) return undefined;
  return exitStatus < 0 ? 'killed by a signal' : `with status ${exitStatus}`;
}
