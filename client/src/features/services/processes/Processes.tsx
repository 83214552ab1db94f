import { RelativeTime } from '../../components/RelativeTime.tsx';
import { StatusPill } from '../../components/StatusPill.tsx';
import { isProcessInTrouble, type ServiceProcess } from '../../../../shared/model/instance.ts';
import { processTitle, processTone, processWord } from './processWords.ts';
import { Region } from './Region.tsx';
import styles from './ServicesPage.module.css';

/** The processes of an instance, those in trouble first. */
export function Processes({ processes }: { processes: readonly ServiceProcess[] }) {
  const sorted = [...processes].sort(
    (a, b) => Number(isProcessInTrouble(b)) - Number(isProcessInTrouble(a)) || a.name.localeCompare(b.name),
  );
  return (
    <Region name="Processes" count={processes.length}>
      {processes.length === 0 ? (
        <p className={styles.nothing}>The instance has no process.</p>
      ) : (
        <table className={`table ${styles.table ?? ''}`} role="table">
          <thead role="rowgroup">
            <tr role="row">
              <th role="columnheader">Name</th>
              <th role="columnheader">State</th>
              <th role="columnheader">Kind</th>
              <th role="columnheader">PID</th>
              <th role="columnheader">Since</th>
              <th role="columnheader">Exit status</th>
            </tr>
          </thead>
          <tbody role="rowgroup">
            {sorted.map((process) => (
              <ProcessRow key={`${process.kind} ${process.name}`} process={process} />
            ))}
          </tbody>
        </table>
      )}
    </Region>
  );
}

function ProcessRow({ process }: { process: ServiceProcess }) {
  const { name, kind, pid, since, exitStatus, spawnError } = process;
  return (
    <tr role="row">
      <th scope="row" role="rowheader" className={styles.parameter}>
        <span title={name}>{processTitle(process)}</span>
      </th>
      <td role="cell" data-label="State">
        <StatusPill tone={processTone(process)}>{processWord(process)}</StatusPill>
        {spawnError !== undefined && spawnError !== '' && <p className={styles.message}>{spawnError}</p>}
      </td>
      <td role="cell" data-label="Kind" title={kindWords[kind]}>
        {kind}
      </td>
      <td role="cell" data-label="PID" className="tabular">
        {pid}
      </td>
      <td role="cell" data-label="Since">
        {since !== undefined && <RelativeTime date={since} />}
      </td>
      <td role="cell" data-label="Exit status" className="tabular">
        {exitStatus}
      </td>
    </tr>
  );
}

const kindWords: Readonly<Record<ServiceProcess['kind'], string>> = {
  service: 'From etc/service: it must keep running',
  run: 'From etc/run: it may end',
};
