import type { SoftwareInstance } from '../../../../shared/model/instance.ts';
import type { Tone } from '../../components/StateIcon.tsx';
import { troublesOf } from './trouble.ts';

/** How an instance is: a shape with its word, and how many things are wrong. */
export interface InstanceHealth {
  readonly tone: Tone;
  readonly word: string;
  readonly troubles: number;
}

/** Sums an instance up. */
export function healthOf(instance: SoftwareInstance): InstanceHealth {
  const { requestedState, processes, promises } = instance;
  const found = troublesOf(instance);
  const troubles = found.processes.length + found.promises.length;
  if (troubles > 0)
    return { tone: 'bad', word: troubles === 1 ? '1 problem' : `${troubles} problems`, troubles };
  if (requestedState !== 'started') return { tone: 'stopped', word: `Requested ${requestedState}`, troubles };
  if (processes.some(({ state }) => state === 'STARTING'))
    return { tone: 'busy', word: 'Starting', troubles };
  if (processes.length > 0 && processes.every(({ state }) => state === 'STOPPED'))
    return { tone: 'stopped', word: 'Stopped', troubles };
  if (processes.length === 0 && promises.length === 0)
    return { tone: 'none', word: 'Nothing runs here yet', troubles };
  return { tone: 'ok', word: 'Healthy', troubles };
}
