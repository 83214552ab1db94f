import { StatusPill } from '../../components/StatusPill.tsx';
import { formatRoute } from '../../core/navigation.ts';
import type { SoftwareInstance } from '../../../../shared/instances.ts';
import type { StepStatus } from '../../../../shared/releases.ts';
import { deploymentTrouble } from './deploymentOf.ts';
import { healthOf } from './healthOf.ts';
import styles from './ServicesPage.module.css';
import { troublesOf } from './model/trouble.ts';

const mostReasons = 3;

interface HealthProps {
  instance: SoftwareInstance;
  /** What `deploymentOf` says of it. */
  deployment: StepStatus | undefined;
}

/** The first thing to read of an instance: whether it works, and if not, why. */
export function Health({ instance, deployment }: HealthProps) {
  const { tone, word } = healthOf(instance, deployment);
  const undone = deployment && deploymentTrouble[deployment.state];
  const { processes, promises } = troublesOf(instance);
  const reasons = [
    ...processes.flatMap(({ trouble }) => trouble ?? []),
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
      {undone !== undefined && (
        <span>
          {undone} {deployment?.reason}{' '}
          {deployment?.run !== undefined && (
            <a href={formatRoute({ page: 'logs', run: deployment.run })}>Log of run #{deployment.run}</a>
          )}
        </span>
      )}
    </p>
  );
}
