import { ScrollText } from 'lucide-react';
import { useId } from 'react';
import { StatusPill } from '../../components/StatusPill.tsx';
import { formatRoute } from '../../core/navigation.ts';
import { instanceLabel, isSameInstance } from '../../../../shared/identity.ts';
import type { SharedInstance, SoftwareInstance } from '../../../../shared/instances.ts';
import { useReleasesStore } from '../releases/index.ts';
import { useRunsStore } from '../runs/index.ts';
import { ConnectionProblems } from './connection/ConnectionProblems.tsx';
import { ParameterTable } from './connection/ParameterTable.tsx';
import { ParameterTableRow } from './connection/ParameterTableRow.tsx';
import { findRelease } from './findRelease.ts';
import { GivenParameters } from './GivenParameters.tsx';
import { sharedHealth } from './healthOf.ts';
import { lastDeployment, runsOf } from './instanceRuns.ts';
import { Parameters } from './parameters/Parameters.tsx';
import { sharedTarget } from './requestFiles/requestOfTarget.ts';
import { Region } from './Region.tsx';
import { SharedMenu } from './SharedMenu.tsx';
import { rootOf } from './tree/instanceTree.ts';
import styles from './ServicesPage.module.css';

interface SharedArticleProps {
  shared: SharedInstance;
  host: SoftwareInstance;
  instances: readonly SoftwareInstance[];
}

/** A shared instance: who serves it, what was published for it, and what it was asked with. Give it a key of it. */
export function SharedArticle({ shared, host, instances }: SharedArticleProps) {
  const heading = useId();
  const { reference, requestedBy, instanceParameters, connectionParameters } = shared;
  const root = rootOf(host, instances);
  const allRuns = useRunsStore((state) => state.runs);
  const run = lastDeployment(allRuns ? runsOf(root, allRuns) : []);
  const releases = useReleasesStore((state) => state.releases);
  const known = findRelease(releases ?? [], root.release);
  const requester = instances.find((one) => isSameInstance(one, requestedBy));
  const refusal = isRequestedByOther(shared)
    ? 'It was requested by another instance, whose profile says how.'
    : releases === undefined || (known !== undefined && known.isGone !== true)
      ? undefined
      : 'The release of its host is not in the workspace.';
  const { tone, word } = sharedHealth(shared, host);
  const entries = Object.entries(connectionParameters);
  return (
    <article className={styles.instance} aria-labelledby={heading}>
      <header className={styles.instanceHeader}>
        <h2 id={heading}>{reference}</h2>
        <span className={styles.facts}>
          shared instance of <a href={formatRoute({ page: 'services', instance: host })}>{host.reference}</a>{' '}
          · {instanceLabel(host)}
          {requester && (
            <>
              {' '}
              · requested by{' '}
              <a href={formatRoute({ page: 'services', instance: requester })}>{requester.reference}</a>
            </>
          )}
        </span>
        <nav className={styles.links} aria-label={`Links of ${reference}`}>
          {run && (
            <a href={formatRoute({ page: 'logs', run: run.id, step: 'instance' })}>
              <ScrollText size={14} /> Log of its host
            </a>
          )}
        </nav>
        <SharedMenu shared={shared} host={host} root={root} refusal={refusal} />
        <p className={styles.health}>
          <StatusPill tone={tone}>{word}</StatusPill>
        </p>
      </header>
      <Region name="Connection Information">
        <ConnectionProblems problems={shared.connectionProblems} />
        {entries.length === 0 ? (
          <p className={styles.nothing}>
            {host.reference} has published nothing for it yet: it does so when it is deployed.
          </p>
        ) : (
          <ParameterTable>
            {entries.map(([name, value]) => (
              <ParameterTableRow key={name} name={name} value={value} />
            ))}
          </ParameterTable>
        )}
      </Region>
      {refusal === undefined ? (
        <Parameters instance={sharedTarget(shared, { host, root })} />
      ) : (
        <GivenParameters instance={{ instanceParameters }} requester={requester} reason={refusal} />
      )}
    </article>
  );
}

/** Whether an instance requested it, also one that is gone by now: a user's have nothing before the `_`. */
function isRequestedByOther({ reference, sharedReference }: SharedInstance): boolean {
  return sharedReference !== `_${reference}`;
}
