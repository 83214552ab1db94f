import { StatusPill } from '../../components/StatusPill.tsx';
import type { SoftwareInstance } from '../../../../shared/model/instance.ts';
import { healthOf } from './healthOf.ts';
import { processTrouble } from './processes/processWords.ts';
import styles from './ServicesPage.module.css';
import { troublesOf } from './trouble.ts';

const mostReasons = 3;

/** The first thing to read of an instance: whether it works, and if not, why. */
export function Health({ instance }: { instance: SoftwareInstance }) {
  const { tone, word } = healthOf(instance);
  const { processes, promises } = troublesOf(instance);
  const reasons = [
    ...processes.map(processTrouble),
    ...promises.map(({ title }) => `promise ${title} fails`),
  ];
  const more = reasons.length > mostReasons ? `, and ${reasons.length - mostReasons} more` : '';
  return (
    <p className={styles.health}>
      <StatusPill tone={tone}>{word}</StatusPill>
      {reasons.length > 0 && (
        <span>
          {reasons.slice(0, mostReasons).join(', ')}
          {more}
        </span>
      )}
    </p>
  );
}
