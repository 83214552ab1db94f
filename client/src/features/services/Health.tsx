import { StatusPill } from '../../components/StatusPill.tsx';
import type { SoftwareInstance } from '../../../../shared/model/instance.ts';
import { processTrouble } from './processWords.ts';
import styles from './ServicesPage.module.css';
import { troublesOf } from './trouble.ts';

/** The first thing to read of an instance: whether it works, and if not, why. */
export function Health({ instance }: { instance: SoftwareInstance }) {
  const { processes, promises } = troublesOf(instance);
  const count = processes.length + promises.length;
  if (count > 0) {
    const reasons = [
      ...processes.map(processTrouble),
      ...promises.map(({ title }) => `promise ${title} fails`),
    ];
    const shown = reasons.slice(0, mostReasons).join(', ');
    const more = reasons.length > mostReasons ? `, and ${reasons.length - mostReasons} more` : '';
    return (
      <p className={styles.health}>
        <StatusPill tone="bad">{count === 1 ? '1 problem' : `${count} problems`}</StatusPill>
        <span>
          {shown}
          {more}
        </span>
      </p>
    );
  }
  return <p className={styles.health}>{calmHealth(instance)}</p>;
}

const mostReasons = 3;

function calmHealth({ requestedState, processes, promises }: SoftwareInstance) {
  if (requestedState !== 'started') return <StatusPill tone="stopped">Requested {requestedState}</StatusPill>;
  if (processes.some(({ state }) => state === 'STARTING'))
    return <StatusPill tone="busy">Starting</StatusPill>;
  if (processes.length > 0 && processes.every(({ state }) => state === 'STOPPED')) {
    return <StatusPill tone="stopped">Stopped</StatusPill>;
  }
  if (processes.length === 0 && promises.length === 0) {
    return <StatusPill tone="none">Nothing runs here yet</StatusPill>;
  }
  return <StatusPill tone="ok">Healthy</StatusPill>;
}
