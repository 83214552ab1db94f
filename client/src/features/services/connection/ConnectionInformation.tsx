import { useEffect, useState } from 'react';
import { reportFailure } from '../../../core/commands/reportFailure.ts';
import { Button } from '../../../components/Button.tsx';
import { RelativeTime } from '../../../components/RelativeTime.tsx';
import { Spinner } from '../../../components/Spinner.tsx';
import { formatRoute } from '../../../core/navigation.ts';
import type { SoftwareInstance } from '../../../../../shared/instances.ts';
import type { ParameterChange, Run } from '../../../../../shared/runs.ts';
import { isHttpUrl } from '../../../core/format/httpUrl.ts';
import { lastDeployment } from '../instanceRuns.ts';
import { parameterText } from '../../../core/format/parameterText.ts';
import { Region } from '../Region.tsx';
import { maskValue, type Json } from '../../../core/format/secrets.ts';
import { ConnectionProblems } from './ConnectionProblems.tsx';
import { ParameterTable } from './ParameterTable.tsx';
import { ParameterTableRow } from './ParameterTableRow.tsx';
import { RawParameters } from './RawParameters.tsx';
import { checkFor, checkReachability, useReachability } from './reachabilityStore.ts';
import { useConnectionChanges } from './useConnectionChanges.ts';
import styles from '../ServicesPage.module.css';
import { isSettled } from '../../../../../shared/status.ts';

interface ConnectionInformationProps {
  instance: SoftwareInstance;
  /** The runs that deployed it, latest first; undefined while they are loading. */
  runs: readonly Run[] | undefined;
}

/** What an instance published: how to reach it, whether that answers, and what is other than before. */
export function ConnectionInformation({ instance, runs }: ConnectionInformationProps) {
  const [raw, setRaw] = useState(false);
  const { computer, partition, connectionParameters: parameters } = instance;
  // Runs tell what changed of the instance that they are about, not of those that it requested.
  const changes = useConnectionChanges(instance, (instance.requestedBy === undefined && runs) || []);
  const check = useReachability(instance);
  const hasAddress = /\b[a-z][a-z0-9+.-]*:\/\//i.test(JSON.stringify(parameters));

  const deployed = lastDeployment(runs ?? []);
  const isStarted = instance.requestedState === 'started';
  // What answers is others after a run, and when a process has begun or ended.
  const processes = instance.processes.map(({ name, state, pid }) => [name, state, pid]);
  const occasion =
    isStarted && deployed && isSettled(deployed.state)
      ? JSON.stringify([deployed.id, processes.sort()])
      : undefined;
  useEffect(() => {
    if (hasAddress && occasion !== undefined) reportFailure(checkFor({ computer, partition }, occasion));
  }, [computer, partition, hasAddress, occasion]);

  // What can be opened comes first.
  const entries = Object.entries(parameters).sort(
    ([nameA, a], [nameB, b]) => Number(isLink(b)) - Number(isLink(a)) || nameA.localeCompare(nameB),
  );
  const removed = [...(changes?.byName.values() ?? [])].filter(
    ({ name, after }) => after === undefined && !Object.hasOwn(parameters, name),
  );
  return (
    <Region
      name="Connection Information"
      tools={
        entries.length > 0 && (
          <>
            {hasAddress && check.checkedAt !== undefined && (
              <span className={styles.checked}>
                checked <RelativeTime date={check.checkedAt} />
              </span>
            )}
            {hasAddress && (
              <Button
                look="quiet"
                size="small"
                paused={check.isChecking}
                icon={check.isChecking ? <Spinner /> : undefined}
                title="Try the addresses, from the server"
                onClick={() => reportFailure(checkReachability(instance))}
              >
                {check.isChecking ? 'Checking' : 'Check'}
              </Button>
            )}
            <Button look="quiet" size="small" aria-pressed={raw} onClick={() => setRaw(!raw)}>
              Raw
            </Button>
          </>
        )
      }
    >
      {check.problem !== undefined && (
        <p className={styles.problem} role="alert">
          The addresses were not checked: {check.problem}
        </p>
      )}
      <ConnectionProblems problems={instance.connectionProblems} />
      {entries.length === 0 && removed.length === 0 ? (
        <p className={styles.nothing}>The instance published nothing yet.</p>
      ) : raw ? (
        <RawParameters parameters={{ ...parameters }} />
      ) : (
        <ParameterTable>
          {entries.map(([name, value]) => (
            <ParameterTableRow
              key={name}
              name={name}
              value={value}
              change={changes?.byName.get(name)}
              reach={check.results.filter(
                ({ parameter }) => parameter === name || parameter.startsWith(`${name}.`),
              )}
            />
          ))}
          {removed.map((change) => (
            <RemovedRow key={change.name} change={change} />
          ))}
        </ParameterTable>
      )}
      {changes !== undefined && !raw && (
        <p className={styles.footnote}>
          Marked is what <a href={formatRoute({ page: 'runs', run: changes.run })}>run #{changes.run}</a>{' '}
          changed.
        </p>
      )}
    </Region>
  );
}

function isLink(value: Json): boolean {
  return typeof value === 'string' && isHttpUrl(value);
}

/** A parameter that is published no more. */
function RemovedRow({ change: { name, before } }: { change: ParameterChange }) {
  return (
    <tr role="row" data-change="removed">
      <th scope="row" role="rowheader" className={styles.parameter}>
        {name}
      </th>
      <td role="cell">
        <span className={styles.changed}>removed</span>{' '}
        {before !== undefined && <del className={styles.value}>{parameterText(maskValue(name, before))}</del>}
      </td>
      <td role="cell" className={styles.actions} />
    </tr>
  );
}
